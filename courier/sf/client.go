package sf

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/google/uuid"

	"kaipiao/courier"
	"kaipiao/domain/loggable"
	"kaipiao/domain/strictjson"
	"kaipiao/wire"
)

// Company is the courier's name.
const Company = "顺丰速运"

// service is one call of the platform.
type service string

// The calls that are made.
const (
	creating  service = "EXP_RECE_CREATE_ORDER"
	searching service = "EXP_RECE_SEARCH_ORDER_RESP"
	updating  service = "EXP_RECE_UPDATE_ORDER"
	tracking  service = "EXP_RECE_SEARCH_ROUTES"
	printing  service = "COM_RECE_CLOUD_PRINT_WAYBILLS"
)

// Client is one contract with SF. It is safe for concurrent use.
type Client struct {
	config Config
	caller *wire.Caller
}

var (
	_ courier.Client    = (*Client)(nil)
	_ courier.Tracker   = (*Client)(nil)
	_ courier.Canceller = (*Client)(nil)
	_ courier.Waybiller = (*Client)(nil)
)

// New makes a client, or says everything that is wrong with its settings.
func New(config Config) (*Client, error) {
	complete, err := config.complete()
	if err != nil {
		return nil, err
	}
	return &Client{config: complete, caller: wire.NewCaller("SF Express", 0, complete.Transport)}, nil
}

// within bounds one deed with all its calls.
func (c *Client) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, c.config.Timeout)
}

// envelope is every answer of the platform. Data is a text that holds JSON.
type envelope struct {
	Code word   `json:"apiResultCode"`
	Said word   `json:"apiErrorMsg"`
	Data string `json:"apiResultData"`
}

// result is what a service answers, within the envelope.
type result struct {
	Success word            `json:"success"`
	Code    word            `json:"errorCode"`
	Said    word            `json:"errorMsg"`
	Message json.RawMessage `json:"msgData"`
	// Object is the answer of the cloud print, which has no msgData.
	Object json.RawMessage `json:"obj"`
}

// call makes one call and returns what its service answers. An answer that cannot be read says nothing about what was done (I4).
func (c *Client) call(ctx context.Context, what service, message any) (result, error) {
	content, err := json.Marshal(message)
	if err != nil {
		return result{}, fmt.Errorf("write the call: %w", err)
	}
	answer, err := c.post(ctx, what, string(content))
	if err != nil {
		return result{}, err
	}
	return readAnswer(answer, c.config.RetryCodes...)
}

// post sends one call.
func (c *Client) post(ctx context.Context, what service, message string) ([]byte, error) {
	timestamp := strconv.FormatInt(c.config.Now().UnixMilli(), 10)
	form := url.Values{
		"partnerID": {c.config.PartnerID}, "requestID": {uuid.NewString()}, "serviceCode": {string(what)}, "timestamp": {timestamp},
		"msgData": {message}, "msgDigest": {digest(message, timestamp, c.config.CheckWord)},
	}
	return answered(c.caller.Answer(ctx, wire.Call{
		Address: c.config.BaseURL, Body: []byte(form.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
	}))
}

// answered is the content of what is answered with 200.
func answered(answer *wire.Answer, err error) ([]byte, error) {
	switch {
	case err != nil:
		return nil, err
	case answer.Status != http.StatusOK:
		return nil, answer.Unexpected()
	}
	return answer.Content, nil
}

// readAnswer reads an answer through both of its layers. Codes that are retried are final for no order.
func readAnswer(content []byte, retried ...string) (result, error) {
	var outer envelope
	if err := decode(content, &outer); err != nil {
		return result{}, fmt.Errorf("the answer of SF Express cannot be read: %w", err)
	}
	if outer.Code != platformDone {
		return result{}, failure(string(outer.Code), string(outer.Said), retried...)
	}
	var inner result
	if err := decode([]byte(outer.Data), &inner); err != nil {
		return result{}, fmt.Errorf("the answer of SF Express cannot be read inside: %w", err)
	}
	if inner.Success != "true" || (inner.Code != serviceDone && inner.Code != "") {
		return result{}, failure(string(inner.Code), string(inner.Said), retried...)
	}
	return inner, nil
}

// decode reads JSON, members that we do not know left out. What is wrong may repeat what was read, and stays out of logs.
func decode(content []byte, into any) error {
	if !utf8.Valid(content) {
		return errors.New("it is not UTF-8")
	}
	if err := strictjson.DecodeKnown(content, into); err != nil {
		return loggable.Hide(err, "it is not the JSON that is documented")
	}
	return nil
}

// word is a text that SF writes as a text, a number or a truth value, as it comes.
type word = wire.Text
