package api_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
)

// missTicket does what a ticket's workflow does when its promise is missed.
func (s *service) missTicket(ticket string) bool {
	s.t.Helper()
	missed := message.Missed{Ticket: ids.Ticket(ticket), Stage: promise.TicketStage, DueAt: s.now}
	if due, promised := s.shown(ticket)["due_at"].(string); promised {
		var err error
		missed.DueAt, err = time.Parse(time.RFC3339, due)
		require.NoError(s.t, err)
	}
	late, err := s.register.Promises.Miss(context.Background(), missed, s.now)
	require.NoError(s.t, err)
	return late
}

// offered is a ticket whose pro-forma invoice waits for its customer; the account moves abroad for it.
func (s *service) offered() map[string]string {
	s.t.Helper()
	s.abroad("hongkong")
	return map[string]string{"id": s.ticket("proforma", object{"kind": "proforma", "note": ""})}
}

func (s *service) abroad(region string) {
	s.t.Helper()
	s.must(upstream, put, "/v1/accounts/acct", with(company("北京甲科技有限公司"), object{"region": region}))
}

// A9: template, confirmation, seal, scan. Nothing is reserved or invoiced on the way.
func TestA9AProformaIsConfirmedAndSealed(t *testing.T) {
	s := withBills(t)
	s.consumed(with(bill("later", "acct", "5.00"), object{"paid_at": stamp("2026-09-18 12:00:00")}),
		with(bill("market", "acct", "5.00"), object{"seller": "isv-1"}))
	s.abroad("overseas")
	balance := s.balance("")
	a := s.must(customer, post, "/v1/tickets", object{"kind": "proforma", "note": "季度结算"}, "Idempotency-Key", "t")
	ticket := a["id"].(string)
	require.Equal(t, []any{"awaiting_customer", "customer", nil}, []any{a["status"], a["waiting_for"], a["due_at"]})
	require.Equal(t, []any{"c1"}, a["consumptions"], "released, and the platform's")
	require.Equal(t, ticket, s.ticket("t", object{"kind": "proforma", "note": "季度结算"}), "the same key, the same ticket")
	made := a["materials"].([]any)[0].(object)
	require.Equal(t, "proforma", made["type"])
	require.True(t, strings.HasPrefix(string(s.call(customer, get, made["href"].(string), nil).bytes), "%PDF-"))
	s.refused(http.StatusConflict, "wrong_state", "", finance, post, "/v1/tickets/"+ticket+"/accept", nil)
	s.uploadRefused(http.StatusConflict, "wrong_state", "", finance, ticket, material("stamped_scan", aPDF))
	s.uploadRefused(http.StatusConflict, "wrong_state", "", finance, ticket, material("template", aPDF))
	s.refused(http.StatusConflict, "wrong_state", "", finance, post, "/v1/tickets/"+ticket+"/ask", object{"types": []any{"other"}, "reason": "x"})
	// otherwise, by hand
	changes := s.must(customer, post, "/v1/tickets/"+ticket+"/changes", object{"reason": "地址有误"})
	require.Equal(t, []any{"open", "finance", "地址有误"}, []any{changes["status"], changes["waiting_for"], changes["asked_because"]})
	s.refused(http.StatusConflict, "wrong_state", "", customer, post, "/v1/tickets/"+ticket+"/confirm", nil)
	s.refused(http.StatusConflict, "wrong_state", "", customer, post, "/v1/tickets/"+ticket+"/changes", object{"reason": "还有"})
	s.uploadRefused(http.StatusConflict, "wrong_state", "", finance, ticket, material("stamped_scan", aPDF))
	require.Equal(t, "awaiting_customer", s.handIn(finance, ticket, material("template", aPDF))["status"])
	// agreed, sealed, done
	confirmed := s.must(customer, post, "/v1/tickets/"+ticket+"/confirm", nil)
	require.Equal(t, []any{"verifying", []any{"stamped_scan"}}, []any{confirmed["status"], confirmed["missing"]})
	before := s.contents()
	s.must(customer, post, "/v1/tickets/"+ticket+"/confirm", nil)
	require.Equal(t, before, s.contents(), "confirming again changes nothing")
	s.refused(http.StatusConflict, "materials_missing", "", finance, post, "/v1/tickets/"+ticket+"/accept", nil)
	s.uploadRefused(http.StatusConflict, "wrong_state", "", finance, ticket, material("template", aPNG))
	scan := s.handIn(finance, ticket, material("stamped_scan", aJPEG))
	require.Equal(t, "done", scan["status"])
	require.Equal(t, aJPEG, s.call(customer, get, scan["href"].(string), nil).bytes)
	require.Equal(t, balance, s.balance(""), "nothing is reserved")
	require.Equal(t, []string{
		"ticket_opened", "changes_asked_for", "material_added", "proforma_offered", "ticket_confirmed", "material_added", "ticket_done",
	}, s.whatHappened(ticket))
	s.sound()
}

// A9: for whom, and of what; no record stands on two of them silently, and one that was given up stands on none.
func TestA9ARecordStandsOnOneProforma(t *testing.T) {
	s := withBills(t)
	s.consumed(bill("c2", "acct", "50.00"), bill("theirs", "other", "1.00"),
		with(bill("today", "acct", "5.00"), object{"paid_at": stamp("2026-09-18 12:00:00")}))
	body := func(ids ...string) object {
		b := object{"kind": "proforma", "note": ""}
		if len(ids) > 0 {
			b["consumptions"] = ids
		}
		return b
	}
	refused := func(status int, code, field string, body object) {
		t.Helper()
		s.refused(status, code, field, customer, post, "/v1/tickets", body, "Idempotency-Key", "r")
	}
	refused(http.StatusUnprocessableEntity, "proforma_not_offered", "", body())
	s.must(upstream, put, "/v1/accounts/club", object{"certification": object{"type": "none"}, "region": "overseas"})
	s.refused(http.StatusUnprocessableEntity, "proforma_not_offered", "", upstream, post, "/v1/tickets", with(body(), object{"account": "club"}),
		"Idempotency-Key", "r")
	s.abroad("hongkong")
	refused(http.StatusUnprocessableEntity, "unknown_consumption", "consumptions[1]", body("c2", "nothing"))
	refused(http.StatusUnprocessableEntity, "unknown_consumption", "consumptions[0]", body("theirs"))
	refused(http.StatusConflict, "not_released", "consumptions[0]", body("today"))
	first := s.ticket("first", body("c2"))
	refused(http.StatusConflict, "proforma_before", "consumptions[1]", body("c1", "c2"))
	require.Equal(t, []any{"c1"}, s.shown(s.ticket("rest", body()))["consumptions"])
	refused(http.StatusConflict, "nothing_available", "", body())
	s.must(customer, post, "/v1/tickets/"+first+"/withdraw", nil)
	again := s.ticket("again", body())
	require.Equal(t, []any{"c2"}, s.shown(again)["consumptions"])
	s.must(finance, post, "/v1/tickets/"+again+"/refuse", object{"reason": "请合并申请"})
	s.ticket("at-last", body("c2"))
}

// A9, O5: a character that the font lacks is named; nothing is made or stored.
func TestA9WhatCannotBePrintedIsRefused(t *testing.T) {
	s := withBills(t)
	s.abroad("overseas")
	s.must(upstream, put, "/v1/accounts/acct", with(company("Kaipiao 🎉 Ltd"), object{"region": "overseas", "change": "name"}))
	a := s.refused(http.StatusUnprocessableEntity, "unprintable", "", customer, post, "/v1/tickets", object{"kind": "proforma", "note": ""},
		"Idempotency-Key", "t")
	require.Contains(t, a.body["detail"], "U+1F389")
}

// A9: many records make many lines, and what does not fit is the next one's.
func TestA9AThousandRecordsStandOnOneProforma(t *testing.T) {
	s := withBills(t)
	s.abroad("overseas")
	var many []object
	for n := range 1000 {
		many = append(many, bill(fmt.Sprintf("m%04d", n), "acct", "1.00"))
	}
	s.consumed(many...)
	require.Len(t, s.shown(s.ticket("first", object{"kind": "proforma", "note": ""}))["consumptions"], 1000)
	require.Len(t, s.shown(s.ticket("second", object{"kind": "proforma", "note": ""}))["consumptions"], 1)
}
