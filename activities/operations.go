package activities

import (
	"context"
	"encoding/json"

	"kaipiao/access"
)

// Operations are what callers in other namespaces ask for as Nexus operations that are answered at once (P14). By names the caller.
type Operations struct {
	Front Front
	// Encrypted: who sends something in clear is refused.
	Encrypted bool
}

// Allowed refuses what came in clear where it has to be encrypted.
func (o *Operations) Allowed(inClear bool) error {
	if o.Encrypted && inClear {
		return deniedTo(errInClear)
	}
	return nil
}

// Cancel takes back an application that nobody has decided: {"application": "…"}. It answers with the application.
func (o *Operations) Cancel(ctx context.Context, by string, content []byte) (json.RawMessage, error) {
	return o.aboutOne(ctx, access.CancelApplication, "application", by, content)
}

// Invoice reads an invoice: {"invoice": "…"}.
func (o *Operations) Invoice(ctx context.Context, by string, content []byte) (json.RawMessage, error) {
	return o.aboutOne(ctx, access.ReadInvoice, "invoice", by, content)
}

// RedIssue has an invoice red-issued: {"invoice": "…", "key": "…"?, …the body of the HTTP call}. It answers with the reversal. Without a
// key of the caller's own, the one of the operation makes it once.
func (o *Operations) RedIssue(ctx context.Context, by, key string, content []byte) (json.RawMessage, error) {
	sent, err := membersOf(content)
	if err != nil {
		return nil, deniedTo(err)
	}
	invoice, err := sent.named("invoice")
	if err != nil {
		return nil, deniedTo(err)
	}
	own, err := sent.take("key")
	if err != nil {
		return nil, deniedTo(err)
	}
	if own == "" {
		own = keyOf(key)
	}
	answer, err := o.Front.Call(ctx, FrontCall{Does: access.RedIssue, By: senderOf(by), Object: invoice, Key: own, Body: sent.rest()})
	return answer, deniedTo(err)
}

func (o *Operations) aboutOne(ctx context.Context, do access.Action, what, by string, content []byte) (json.RawMessage, error) {
	sent, err := membersOf(content)
	if err != nil {
		return nil, deniedTo(err)
	}
	id, err := sent.named(what)
	if err == nil {
		err = sent.nothingElse()
	}
	if err != nil {
		return nil, deniedTo(err)
	}
	answer, err := o.Front.Call(ctx, FrontCall{Does: do, By: senderOf(by), Object: id})
	return answer, deniedTo(err)
}

// named takes the id of an object, which has to be there.
func (m *members) named(what string) (string, error) {
	id, err := m.take(what)
	if err == nil && id == "" {
		err = malformed(what, "Name it.", "必填。")
	}
	return id, err
}

// ApplyAs is where Apply runs for a caller in another namespace: one workflow for each key of an account and what is sent under it, so
// that who asks twice waits for the same one, and nobody for another's.
func ApplyAs(key string, content []byte) (workflow string, argument json.RawMessage, err error) {
	wanted, err := readApplication(content, key)
	if err != nil {
		return "", nil, deniedTo(err)
	}
	sent, err := membersOf(content)
	if err == nil {
		_, err = sent.take("key")
	}
	if err != nil {
		return "", nil, deniedTo(err)
	}
	named, err := json.Marshal(wanted.key)
	if err != nil {
		return "", nil, failure(err)
	}
	sent = append(sent, member{"key", named})
	argument = sent.rest()
	return "apply/" + shortDigestOf(wanted.account+"/"+wanted.key) + "/" + shortDigestOf(string(content)), argument, nil
}
