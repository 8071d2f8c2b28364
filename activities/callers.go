package activities

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"kaipiao/access"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/encryption"
	"kaipiao/office"
)

// Front is the surface for calls: it judges them and answers them as it does over HTTP. What it refuses is a *Denied.
type Front interface {
	Call(ctx context.Context, call FrontCall) (json.RawMessage, error)
}

// FrontCall is one call: what is done, which caller through Temporal does it, to which object, and what is sent.
type FrontCall struct {
	Does   access.Action
	By     string
	Object string
	Key    string
	Body   []byte
}

// Denied is what the surface refuses, with its stable code and a sentence in each language.
type Denied struct{ Code, English, Chinese string }

// Error is the English sentence.
func (d *Denied) Error() string { return d.English }

// FailureCallersOff: here nobody applies through Temporal (KAIPIAO_TEMPORAL_CALLERS). FailureIDReserved: the workflow has an id as ours have.
// FailureInClear: what was sent is not encrypted, and here it has to be.
const (
	FailureCallersOff = "callers_off"
	FailureIDReserved = "workflow_id_reserved"
	FailureInClear    = "not_encrypted"
)

// errCallersOff says that nobody applies through Temporal here.
var errCallersOff = &Denied{
	FailureCallersOff, "Here nobody applies through Temporal; it is switched on by KAIPIAO_TEMPORAL_CALLERS=on. Call the HTTP API instead.",
	"此处未开放通过 Temporal 提交申请（由 KAIPIAO_TEMPORAL_CALLERS=on 开启），请改用 HTTP 接口。",
}

var errIDReserved = &Denied{
	FailureIDReserved, "The id of this workflow begins as those of the product's own workflows do; choose another one.",
	"该工作流编号的前缀为系统保留，请更换编号。",
}

// errInClear tells who sent something in clear.
var errInClear = &Denied{
	FailureInClear, "What is sent through Temporal has to be encrypted here (KAIPIAO_TEMPORAL_CALLERS=encrypted): ask for a key, or call the HTTP API instead.",
	"此处经 Temporal 提交的内容必须加密（KAIPIAO_TEMPORAL_CALLERS=encrypted），请索取密钥，或改用 HTTP 接口。",
}

// Callers is what the workflow Apply asks for (P14). Its activities are local ones.
type Callers struct {
	// Front is nil where callers through Temporal are switched off.
	Front Front
	// Encrypted: who sends something in clear is refused.
	Encrypted bool
	Office    *office.Office
	Now       func() time.Time
}

// ApplyRequest is what a caller has started Apply with, under which id, and whether it came in clear.
type ApplyRequest struct {
	Workflow string `json:"workflow"`
	Content  []byte `json:"content"`
	InClear  bool   `json:"in_clear,omitempty"`
}

// Applied is an application that was accepted.
type Applied struct {
	Application ids.Application `json:"application"`
	// Await: the caller wants to know what becomes of it. Otherwise Answer is the application as it was accepted.
	Await  bool            `json:"await,omitempty"`
	Answer json.RawMessage `json:"answer,omitempty"`
}

// Apply asks the surface for an application. The id of the caller's workflow makes it once, unless the caller names another key.
func (c *Callers) Apply(ctx context.Context, asked ApplyRequest) (Applied, error) {
	if c.Front == nil {
		return Applied{}, deniedTo(errCallersOff)
	}
	if c.Encrypted && asked.InClear {
		return Applied{}, deniedTo(errInClear)
	}
	if message.IsOurs(asked.Workflow) {
		return Applied{}, deniedTo(errIDReserved)
	}
	wanted, err := readApplication(asked.Content, asked.Workflow)
	if err != nil {
		return Applied{}, deniedTo(err)
	}
	answer, err := c.Front.Call(ctx, FrontCall{
		Does: access.Submit, By: senderOf(asked.Workflow), Object: wanted.account, Key: wanted.key, Body: wanted.body,
	})
	if err != nil {
		return Applied{}, deniedTo(err)
	}
	applied := Applied{Await: wanted.wait == waitIssued}
	var named struct {
		ID ids.Application `json:"id"`
	}
	if err := json.Unmarshal(answer, &named); err != nil {
		return applied, failure(fmt.Errorf("read the application that was accepted: %w", err))
	}
	if applied.Application = named.ID; !applied.Await {
		applied.Answer = answer
	}
	return applied, nil
}

// AwaitRequest asks how an application stands that a caller's workflow waits for.
type AwaitRequest struct {
	Application ids.Application `json:"application"`
	Workflow    string          `json:"workflow"`
}

// Awaited says whether it is settled, and shows it then as the API does.
type Awaited struct {
	Settled bool            `json:"settled"`
	Answer  json.RawMessage `json:"answer,omitempty"`
}

// AwaitApplication looks whether an application is settled. Until it is, the register has the workflow look again.
func (c *Callers) AwaitApplication(ctx context.Context, asked AwaitRequest) (Awaited, error) {
	settled, err := c.Office.Applications.Await(ctx, asked.Application, asked.Workflow)
	if err != nil || !settled {
		return Awaited{}, deniedTo(err)
	}
	if c.Front == nil {
		return Awaited{}, deniedTo(errCallersOff)
	}
	answer, err := c.Front.Call(ctx, FrontCall{Does: access.ReadApplication, By: senderOf(asked.Workflow), Object: string(asked.Application)})
	return Awaited{Settled: true, Answer: answer}, deniedTo(err)
}

// TakeBackRequest is a request to Temporal to cancel the caller's workflow.
type TakeBackRequest struct {
	Application ids.Application `json:"application"`
	By          string          `json:"by"`
}

// TakeBack cancels an application that nobody has decided, and reports whether it is cancelled.
func (c *Callers) TakeBack(ctx context.Context, asked TakeBackRequest) (bool, error) {
	_, err := c.Office.Applications.Cancel(ctx, asked.Application, actor.FromMessage(asked.By), "asked for in Temporal", c.Now())
	var refused *refusal.Refusal
	if errors.As(err, &refused) {
		return false, nil
	}
	return err == nil, failure(err)
}

// deniedTo turns what is refused to a caller into a failure of which its code is the type, and both sentences are the details. Whatever
// else goes wrong is tried again.
func deniedTo(err error) error {
	var denied *Denied
	var refused *refusal.Refusal
	switch {
	case errors.As(err, &denied):
	case errors.As(err, &refused):
		denied = &Denied{string(refused.Code), refused.English(), refused.Chinese()}
	default:
		return failure(err)
	}
	return temporal.NewApplicationErrorWithOptions(denied.English, denied.Code, temporal.ApplicationErrorOptions{
		NonRetryable: true, Category: temporal.ApplicationErrorCategoryBenign, Details: []any{denied.English, denied.Chinese},
	})
}

// ToCaller is a failure as the caller of a workflow sees it: what was refused itself, and not that a step of ours failed. Both sentences go the
// way the caller's request came, so that it can read them.
func ToCaller(err error, request converter.RawValue) error {
	var failed *temporal.ApplicationError
	var english, chinese string
	if !errors.As(err, &failed) || !failed.NonRetryable() || failed.Details(&english, &chinese) != nil {
		return err
	}
	first, err := encryption.AsItCame(request, english)
	if err != nil {
		return err
	}
	second, err := encryption.AsItCame(request, chinese)
	if err != nil {
		return err
	}
	return temporal.NewApplicationErrorWithOptions(english, failed.Type(), temporal.ApplicationErrorOptions{
		NonRetryable: true, Category: temporal.ApplicationErrorCategoryBenign, Details: []any{first, second},
	})
}
