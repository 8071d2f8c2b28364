package baiwang

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // the vendor's rule
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"kaipiao/domain/loggable"
)

// The versions of calls; those of the password hash are named alike.
const (
	version6 = "6.0"
	version7 = "7.0"
)

// method is one of the vendor's calls. Those of version 7.0 have a flat body and name how it is signed.
type method struct{ name, version string }

// The calls.
var (
	issueInvoice  = method{"baiwang.output.invoice.issue", version6}
	queryInvoices = method{"baiwang.output.invoice.query", version6}
	cancelInvoice = method{"baiwang.output.invoice.cancel", version6}
	createFiles   = method{"baiwang.output.format.create", version6}
	queryFile     = method{"baiwang.output.format.query", version6}
	addRedForm    = method{"baiwang.output.redinvoice.add", version7}
	operateForm   = method{"baiwang.output.redinvoice.operate", version7}
	listForms     = method{"baiwang.output.redinvoice.formlist", version7}
	readRedForm   = method{"baiwang.output.redinvoice.redforminfo", version6}
)

// nested is the body of the older calls; the others have everything in one object.
type nested struct {
	TaxNo       string `json:"taxNo"`
	TaxUserName string `json:"taxUserName,omitempty"`
	Data        any    `json:"data"`
}

func (c *Client) nested(data any) nested {
	return nested{TaxNo: c.config.TaxNumber, TaxUserName: c.config.TaxUserName, Data: data}
}

// The most that is read of an answer; a longer one is an error.
const (
	answerLimit = 8 << 20
	fileLimit   = 20 << 20
)

// call makes one call and gives what it answers with. A token that the vendor knows no more is renewed once.
func (c *Client) call(ctx context.Context, m method, body any) (json.RawMessage, error) {
	content, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("%s: write the request: %w", m.name, err)
	}
	for stale := ""; ; {
		token, err := c.config.Memory.Token(ctx, "baiwang "+c.config.TaxNumber, stale, c.fetchToken)
		if err != nil {
			return nil, fmt.Errorf("%s: get a token: %w", m.name, err)
		}
		response, err := c.post(ctx, c.signed(m, token, content), content, token)
		if said, is := saidIn(err); is && said.aboutToken() && stale == "" {
			stale = token
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		return response, nil
	}
}

// signed are the parameters of a call, with the signature over them and over the body as it is sent.
func (c *Client) signed(m method, token string, content []byte) url.Values {
	query := url.Values{
		"method": {m.name}, "version": {m.version}, "appKey": {c.config.AppKey}, "format": {"json"}, "timestamp": {c.timestamp()},
		"token": {token}, "type": {"sync"}, "requestId": {uuid.NewString()},
	}
	if m.version == version7 {
		query.Set("signType", "MD5")
		query.Set("encryptType", "NONE")
		query.Set("encryptScope", "00")
	}
	query.Set("sign", sign(c.config.AppSecret, query, content))
	return query
}

// sign is the vendor's signature; empty parameters do not count.
func sign(secret string, query url.Values, content []byte) string {
	var signed strings.Builder
	signed.WriteString(secret)
	for _, key := range slices.Sorted(maps.Keys(query)) {
		if value := query.Get(key); value != "" && key != "sign" {
			signed.WriteString(key + value)
		}
	}
	signed.Write(content)
	signed.WriteString(secret)
	sum := md5.Sum([]byte(signed.String())) //nolint:gosec // the vendor's rule
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// post sends a request and opens the answer. Whatever is no answer of the vendor's, a 5xx first of all, is an error: nothing is known.
func (c *Client) post(ctx context.Context, query url.Values, content []byte, token string) (json.RawMessage, error) {
	if err := c.pace.Wait(ctx); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.BaseURL+"?"+query.Encode(), bytes.NewReader(content))
	if err != nil {
		return nil, errAddress
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	status, answer, err := c.send(request, answerLimit)
	if err != nil {
		return nil, err
	}
	response, err := open(status, answer)
	if said, is := saidIn(err); is {
		said.text = c.clean(said.text, token)
	}
	return response, err
}

// clean takes out of a text what the vendor may have repeated of what lets us in.
func (c *Client) clean(said, token string) string {
	said = c.redact.Replace(said)
	if token != "" {
		said = strings.ReplaceAll(said, token, "…")
	}
	return said
}

// refusal is what the vendor answers instead of a response. Its text is the vendor's, and may repeat a title (S6).
type refusal struct{ code, subCode, text string }

func (r *refusal) Error() string    { return r.Loggable() + " " + r.text }
func (r *refusal) Loggable() string { return "Baiwang answered " + loggable.Code(r.code) }

// The codes that are known without configuration.
const (
	codeTokenMissing = "100001"
	codeTokenEnded   = "100002"
	codeFormState    = "70035" // the red-letter form stands where this is not possible
)

func (r *refusal) aboutToken() bool { return r.code == codeTokenMissing || r.code == codeTokenEnded }

// saidIn finds what the vendor has said in an error.
func saidIn(err error) (said *refusal, is bool) {
	is = errors.As(err, &said)
	return said, is
}

var (
	errAddress = errors.New("the address cannot be called")
	errNoJSON  = errors.New("Baiwang answered with a body that is not its JSON")
)

// open reads the envelope of an answer.
func open(status int, content []byte) (json.RawMessage, error) {
	if status >= http.StatusInternalServerError {
		return nil, fmt.Errorf("Baiwang answered with HTTP status %d", status)
	}
	var said struct {
		Success  text            `json:"success"`
		Response json.RawMessage `json:"response"`
		Model    json.RawMessage `json:"model"` // of installations of one's own
		Error    *struct {
			Code       text `json:"code"`
			Message    text `json:"message"`
			SubCode    text `json:"subCode"`
			SubMessage text `json:"subMessage"`
		} `json:"errorResponse"`
	}
	if err := read(content, &said); err != nil {
		return nil, fmt.Errorf("HTTP status %d: %w", status, errNoJSON)
	}
	switch refused := said.Error; {
	case refused != nil && refused.Code+refused.SubCode != "":
		words := strings.TrimSpace(string(refused.Message + " " + refused.SubMessage))
		return nil, &refusal{string(refused.Code), string(refused.SubCode), words}
	case said.Success != "true":
		return nil, fmt.Errorf("HTTP status %d: %w", status, errNoJSON)
	case said.Response == nil:
		return said.Model, nil
	default:
		return said.Response, nil
	}
}

// read reads JSON in UTF-8; what cannot be read is not repeated in the error.
func read(content []byte, into any) error {
	if !utf8.Valid(content) || json.Unmarshal(content, into) != nil {
		return errUnreadable
	}
	return nil
}

// neverElsewhere: whoever sends us elsewhere is not who has our contract, and does not get what we send (S7).
func neverElsewhere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// send sends a request and reads the whole answer, up to a limit. The address holds the token, and is not in the error.
func (c *Client) send(request *http.Request, limit int64) (status int, content []byte, err error) {
	response, err := c.http.Do(request)
	if at := (*url.Error)(nil); errors.As(err, &at) {
		err = at.Err
	}
	if err != nil {
		return 0, nil, fmt.Errorf("Baiwang cannot be reached: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err = io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return 0, nil, fmt.Errorf("Baiwang's answer broke off: %w", err)
	}
	if int64(len(content)) > limit {
		return 0, nil, fmt.Errorf("Baiwang's answer is longer than %d bytes", limit)
	}
	return response.StatusCode, content, nil
}
