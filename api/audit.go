package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/office/trail"
)

// AuditEntry is one change of one object.
type AuditEntry struct {
	ID     int64     `json:"id" doc:"The number of the entry; later ones are higher."`
	Object string    `json:"object" doc:"What was changed, with its kind and its id." example:"invoice/01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1"`
	At     time.Time `json:"at" doc:"When it was changed, in UTC." example:"2026-09-18T02:00:00Z"`
	What   string    `json:"what" doc:"The act: an event of a timeline (issued), or what became of the row (account_created)." example:"issued"`
	Who    string    `json:"who" doc:"Who changed it: a role with its name, or kaipiao for the product itself." example:"finance:zhao"`
	// A type of its own would have to name the states of every kind of object.
	Before   map[string]any `json:"before" nullable:"true" doc:"The state before; null for what was made."`
	After    map[string]any `json:"after" nullable:"true" doc:"The state after; null for what was deleted."`
	Withheld []string       `json:"withheld" nullable:"false" doc:"What changed too and is personal, by name."`
}

// auditedObject names what was done something to.
type auditedObject string

// Schema is too long for a tag.
func (auditedObject) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type:    huma.TypeString,
		Pattern: "^(application|invoice|ticket|account|webhook|operator-task|import|export|reconciliation|calendar|restore|session)/[A-Za-z0-9._-]{1,64}$",
		Description: "application/<id>, invoice/<id>, ticket/<id>, account/<id>, webhook/<id>, operator-task/<id>, import/<id>, export/<id>, " +
			"reconciliation/<id>, calendar/<year>, restore/<id> or session/<name>; an account's has its saved titles and addresses, and what was reported of it.",
	}
}

func (s *surface) audit() {
	on(s, call{
		method: http.MethodGet, path: "/v1/audit", does: access.ReadAuditTrail,
		summary: "Who did what, when, with the state before and after",
	}, s.auditTrail)
	on(s, call{method: http.MethodGet, path: "/v1/audit/chain", does: access.ReadAuditChain, summary: "How far the trail is sealed"}, s.auditChain)
}

func (s *surface) auditTrail(ctx context.Context, in *struct {
	PageQuery
	SpanQuery
	Object auditedObject `query:"object"`
	Who    string        `query:"who" maxLength:"220" text:"line" doc:"Who did it, as it stands in the trail: finance:zhao, or kaipiao." example:"finance:zhao"`
	What   string        `query:"what" pattern:"^[a-z0-9_]{1,64}$" doc:"The act, as it stands in the trail." example:"issued"`
},
) (*listAnswer[AuditEntry], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	if in.Object != "" && in.Who == "" && in.What == "" && in.From == "" && in.To == "" {
		found, err := s.Office.Trail.AuditTrail(ctx, string(in.Object), page)
		return listOf(found, showAuditEntry), err
	}
	span, err := in.span()
	if err != nil {
		return nil, err
	}
	wanted := trail.Wanted{Object: string(in.Object), Who: in.Who, What: in.What, Until: s.Now().Add(aheadOfUs)}
	if span.From != nil {
		wanted.Since = *span.From
	}
	if span.Until != nil {
		wanted.Until = *span.Until
	}
	found, err := s.Office.Trail.WholeTrail(ctx, wanted, page)
	return listOf(found, showAuditEntry), err
}

// aheadOfUs is how much the database's clock, by which the trail is written, may be ahead of ours.
const aheadOfUs = time.Hour

// AuditChain is how far the trail is sealed (S5). Whoever writes heads down elsewhere can prove later that nothing before them was changed.
type AuditChain struct {
	Sealed        bool      `json:"sealed" doc:"Whether anything was sealed yet."`
	Day           string    `json:"day" doc:"The day of the last seal, in Asia/Shanghai; empty before the first." example:"2026-09-18"`
	UpTo          int64     `json:"up_to" doc:"The number of the last entry that is sealed."`
	Hash          string    `json:"hash" doc:"The head of the chain: the SHA-256 of the last seal, in hex."`
	Unsealed      int64     `json:"unsealed" doc:"How many entries wait to be sealed; they are within a minute."`
	UnsealedSince time.Time `json:"unsealed_since" doc:"Since when the oldest of them waits, in UTC; now where none does." example:"2026-09-18T02:00:00Z"`
}

func (s *surface) auditChain(ctx context.Context, _ *struct{}) (*struct{ Body AuditChain }, error) {
	head, found, err := s.Office.Trail.Head(ctx)
	if err != nil {
		return nil, err
	}
	waiting, since, err := s.Office.Trail.Unsealed(ctx)
	return &struct{ Body AuditChain }{AuditChain{
		Sealed: found, Day: head.Day, UpTo: head.UpTo, Hash: head.Hash, Unsealed: waiting, UnsealedSince: since.UTC(),
	}}, err
}

func showAuditEntry(e trail.AuditEntry) AuditEntry {
	return AuditEntry{
		ID: e.ID, Object: e.Object, At: e.At.UTC(), What: e.What, Who: e.Who.String(), Before: members(e.Before), After: members(e.After), Withheld: e.Withheld,
	}
}

// members are those of a state, which the database wrote as an object.
func members(state json.RawMessage) map[string]any {
	var read map[string]any
	_ = json.Unmarshal(state, &read)
	return read
}
