package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"kaipiao/domain/webhook"
	"kaipiao/tracing"
)

// answerRead is how much of an answer is read so that its connection can be used again; what it says does not matter.
const answerRead = 64 << 10

// Sender calls endpoints. It is safe for use by many goroutines.
type Sender struct {
	client *http.Client
	clock  func() time.Time
}

// NewSender makes a sender that calls only where the targets allow it. The clock dates the messages.
func NewSender(targets webhook.Targets, clock func() time.Time) *Sender {
	return &Sender{clock: clock, client: &http.Client{
		Timeout:   webhook.CallTimeout,
		Transport: tracing.Transport("webhook", transports{"https": transport(targets, "https"), "http": transport(targets, "http")}),
		// Whoever answers elsewhere is not who was subscribed.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// transports has a way of calling for each scheme, because what may be reached depends on it.
type transports map[string]*http.Transport

// RoundTrip makes one call.
func (t transports) RoundTrip(request *http.Request) (*http.Response, error) {
	return t[request.URL.Scheme].RoundTrip(request)
}

// transport looks at each address right before it is connected to, after its name was resolved: a name that stands for
// another address than it did yesterday helps nobody into our network. A proxy would hide the address, so there is none.
func transport(targets webhook.Targets, scheme string) *http.Transport {
	dialer := &net.Dialer{
		Timeout: webhook.CallTimeout,
		Control: func(_, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !targets.Reaches(scheme, to.Addr().WithZone("")) {
				return webhook.ErrNotAllowed
			}
			return nil
		},
	}
	return &http.Transport{
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: webhook.CallTimeout,
		MaxIdleConnsPerHost: webhook.AtOnce, IdleConnTimeout: time.Minute,
	}
}

// Call tells an endpoint of one event, once, and says what came of it.
func (s *Sender) Call(ctx context.Context, claimed webhook.Claimed) webhook.Outcome {
	request, err := s.request(ctx, claimed)
	if err != nil {
		return webhook.Outcome{Kind: webhook.NotSent, Answer: "not sent: the endpoint's address is not good"}
	}
	response, err := s.client.Do(request)
	if err != nil {
		return failed(err)
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, answerRead)
	answer := fmt.Sprintf("answered with %d", response.StatusCode)
	switch {
	case response.StatusCode/100 == 2:
		return webhook.Outcome{Kind: webhook.Taken, Answer: answer}
	case response.StatusCode == http.StatusGone:
		return webhook.Outcome{Kind: webhook.Gone, Answer: answer}
	default:
		return webhook.Outcome{Kind: webhook.Refused, Answer: answer}
	}
}

func (s *Sender) request(ctx context.Context, claimed webhook.Claimed) (*http.Request, error) {
	body, err := claimed.Body()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, claimed.Endpoint.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	at, id := s.clock(), claimed.Event.MessageID()
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Kaipiao-Webhooks/1")
	request.Header.Set(IDHeader, id)
	request.Header.Set(TimestampHeader, strconv.FormatInt(at.Unix(), 10))
	request.Header.Set(SignatureHeader, Sign(claimed.Secret, id, at, body))
	return request, nil
}

// failed says in words why there is no answer. What the network wrote stays here: it could tell a subscriber about ours.
func failed(err error) webhook.Outcome {
	var network *net.OpError
	switch {
	case errors.Is(err, webhook.ErrNotAllowed):
		return webhook.Outcome{Kind: webhook.NotSent, Answer: "not sent: this service sends nothing to such an address"}
	case errors.Is(err, context.Canceled):
		return webhook.Outcome{Kind: webhook.Unknown, Answer: "broken off"}
	case errors.As(err, &network) && network.Op == "dial":
		return webhook.Outcome{Kind: webhook.NotSent, Answer: "not sent: the endpoint cannot be reached"}
	case isTimeout(err):
		return webhook.Outcome{Kind: webhook.Unknown, Answer: "no answer in time"}
	default:
		return webhook.Outcome{Kind: webhook.Unknown, Answer: "no answer"}
	}
}

func isTimeout(err error) bool {
	var timed interface{ Timeout() bool }
	return errors.As(err, &timed) && timed.Timeout()
}
