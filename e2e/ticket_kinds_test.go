package e2e

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/ids"
)

var (
	wang = access.Identity{Subject: "wang", Role: access.Customer}
	zhao = access.Identity{Subject: "zhao", Role: access.Finance}
)

// of is a customer of an account.
func of(claims access.Identity, account string) access.Identity {
	claims.Account = ids.Account(account)
	return claims
}

// work is a ticket as its parties see it.
type work struct {
	ID        string     `json:"id"`
	Status    string     `json:"status"`
	Missing   []string   `json:"missing"`
	Materials []material `json:"materials"`
	Files     []material `json:"files"`
}

type material struct {
	Type string `json:"type"`
	Href string `json:"href"`
}

// asks opens a ticket as its customer.
func (s *stack) asks(t *testing.T, account string, body map[string]any) (opened work) {
	t.Helper()
	require.NoError(t, s.as(t, of(wang, account)).Call(t.Context(), http.MethodPost, "/v1/tickets", body, &opened, "Idempotency-Key", t.Name()))
	return opened
}

// does makes a call about a ticket.
func (s *stack) does(t *testing.T, who access.Identity, id, call string, body any) (after work) {
	t.Helper()
	require.NoError(t, s.as(t, who).Call(t.Context(), http.MethodPost, "/v1/tickets/"+id+"/"+call, body, &after))
	return after
}

// handsIn hands in a picture as a material, and returns the ticket's state afterwards.
func (s *stack) handsIn(t *testing.T, who access.Identity, id, kind string) string {
	t.Helper()
	var content bytes.Buffer
	form := multipart.NewWriter(&content)
	require.NoError(t, form.WriteField("type", kind))
	if kind == "original_received" {
		require.NoError(t, form.WriteField("freight", "prepaid"))
	}
	file, err := form.CreateFormFile("file", "scan.png")
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, image.NewGray(image.Rect(0, 0, 8+len(kind), 8))))
	require.NoError(t, form.Close())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.HTTPAddr+"/v1/tickets/"+id+"/materials", &content)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+s.token(t, who))
	request.Header.Set("Content-Type", form.FormDataContentType())
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	var answer struct{ Status, Detail string }
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	require.Equal(t, http.StatusCreated, response.StatusCode, answer.Detail)
	return answer.Status
}

// told waits until a mail to an account says something.
func (s *stack) told(t *testing.T, account, sentence string) {
	t.Helper()
	eventually.Holds(t, func() bool {
		for _, m := range s.mails(t, account) {
			if strings.Contains(m.Subject+m.Body, sentence) {
				return true
			}
		}
		return false
	}, time.Minute, 100*time.Millisecond, "nobody is told: %s", sentence)
}

// V3, case 56: a special invoice was delivered; with its original and its certificate it is voided in the month of its
// issue, and the amount is back.
func TestV3ADeliveredPaperIsVoidedWhenItIsHereAgain(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "50.00")
	i := shared.came(t, shared.apply(t, account, onPaper("50.00")).Invoices[0].ID, "delivered", 2*time.Minute)
	opened := shared.asks(t, account, map[string]any{"kind": "void", "invoice": i.ID, "note": "抬头有误"})
	require.Equal(t, []string{"original_received", "rejection_certificate"}, opened.Missing)
	shared.told(t, account, "the invoice rejection certificate")
	require.Equal(t, "awaiting_materials", shared.handsIn(t, zhao, opened.ID, "original_received"))
	require.Equal(t, "verifying", shared.handsIn(t, of(wang, account), opened.ID, "rejection_certificate"))
	require.Equal(t, "done", shared.does(t, zhao, opened.ID, "accept", nil).Status)
	shared.came(t, i.ID, "voided", 2*time.Minute)
	require.Equal(t, "50.00", shared.available(t, account))
	for _, document := range listOf[redDocument](t, shared, "/issued") {
		if document.Number == *i.Number {
			require.True(t, document.Voided)
		}
	}
	record(t, shared, "ticket-void", "ticket/"+opened.ID)
}

// R2: an issued e-invoice is taken back by a ticket: it becomes a reversal at once.
func TestR2AnIssuedInvoiceIsTakenBackByATicket(t *testing.T) {
	t.Parallel()
	account, i := shared.issuedTo(t, "60.00")
	opened := shared.asks(t, account, map[string]any{"kind": "cancel", "invoice": i.ID, "note": "抬头有误"})
	require.Equal(t, "done", shared.does(t, zhao, opened.ID, "accept", nil).Status)
	shared.reversed(t, i.ID, 1, "done")
	require.Equal(t, "60.00", shared.available(t, account))
	require.Len(t, shared.redOf(t, *i.Number), 1)
	record(t, shared, "ticket-cancels-what-is-issued", "ticket/"+opened.ID)
}

// Case 59, V6: a lost paper is copied, and nothing is issued again; a lost e-invoice is downloaded again at once.
func TestCase59TheCopyOfALostInvoiceReachesItsCustomer(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "70.00")
	i := shared.came(t, shared.apply(t, account, onPaper("70.00")).Invoices[0].ID, "delivered", 2*time.Minute)
	opened := shared.asks(t, account, map[string]any{"kind": "lost", "invoice": i.ID, "note": "快递丢失"})
	shared.told(t, account, "a scan of the loss certificate")
	require.Equal(t, "verifying", shared.handsIn(t, of(wang, account), opened.ID, "loss_certificate"))
	done := shared.does(t, zhao, opened.ID, "accept", nil)
	require.Equal(t, []string{"done", "stub_copy"}, []string{done.Status, done.Materials[1].Type})
	content, err := shared.as(t, of(wang, account)).Bytes(t.Context(), done.Materials[1].Href)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(content, []byte("%PDF-")))
	shared.told(t, account, "it is not issued again")
	require.Len(t, shared.issued(t, *i.Serial), 1)
	require.Equal(t, "0.00", shared.available(t, account))
	shared.came(t, i.ID, "delivered", time.Minute)
	record(t, shared, "ticket-lost", "ticket/"+opened.ID)

	other, electronic := shared.issuedTo(t, "80.00")
	answered := shared.asks(t, other, map[string]any{"kind": "lost", "invoice": electronic.ID, "note": "邮件找不到了"})
	require.Equal(t, "done", answered.Status)
	require.Len(t, answered.Files, 3)
}

// A9: a pro-forma invoice is offered, changed, offered again, confirmed, and sealed.
func TestA9AProformaReachesItsCustomer(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "90.00")
	require.NoError(t, shared.upstream(t).Call(t.Context(), http.MethodPut, "/v1/accounts/"+account, client.AccountBody{
		Certification: client.Certification{Type: "enterprise", Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"}, Region: "hongkong",
		Email: account + "@example.test",
	}, nil))
	customer := of(wang, account)
	opened := shared.asks(t, account, map[string]any{"kind": "proforma", "note": ""})
	require.Equal(t, []string{"awaiting_customer", "proforma"}, []string{opened.Status, opened.Materials[0].Type})
	shared.told(t, account, "Please confirm your pro-forma invoice")
	require.Equal(t, "open", shared.does(t, customer, opened.ID, "changes", map[string]string{"reason": "地址有误"}).Status)
	require.Equal(t, "awaiting_customer", shared.handsIn(t, zhao, opened.ID, "template"))
	require.Equal(t, "verifying", shared.does(t, customer, opened.ID, "confirm", nil).Status)
	require.Equal(t, "done", shared.handsIn(t, zhao, opened.ID, "stamped_scan"))
	shared.told(t, account, "bears its seal")
	require.Equal(t, "90.00", shared.available(t, account), "nothing is reserved")
	record(t, shared, "ticket-proforma", "ticket/"+opened.ID)
}

// V5, R2: finance asks, and refuses with its reason; another ticket is taken back by its customer, who knows it.
func TestV5WhatIsRefusedIsToldAndWhatIsWithdrawnIsNot(t *testing.T) {
	t.Parallel()
	account, other := shared.customerWith(t, "1.00"), shared.customerWith(t, "1.00")
	refused := shared.asks(t, account, map[string]any{"kind": "other", "note": "能否补开去年的发票？"})
	shared.does(t, zhao, refused.ID, "ask", map[string]any{"types": []string{"other"}, "reason": "请提供合同"})
	shared.told(t, account, "请提供合同")
	require.Equal(t, "verifying", shared.handsIn(t, of(wang, account), refused.ID, "other"))
	shared.does(t, zhao, refused.ID, "refuse", map[string]string{"reason": "已超过开票期限"})
	shared.told(t, account, "已超过开票期限")
	record(t, shared, "ticket-asked-and-refused", "ticket/"+refused.ID)
	withdrawn := shared.asks(t, other, map[string]any{"kind": "other", "note": "x"})
	require.Equal(t, "refused", shared.does(t, of(wang, other), withdrawn.ID, "withdraw", nil).Status)
	ends(t, shared.temporal(t), "ticket/"+withdrawn.ID)
	require.Empty(t, shared.mails(t, other))
	record(t, shared, "ticket-withdrawn", "ticket/"+withdrawn.ID)
}
