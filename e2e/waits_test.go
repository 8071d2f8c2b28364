package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/money"
)

// standing is a workflow that waits for something.
type standing struct {
	workflow string
	// waits is what its details say meanwhile.
	waits string
	// again is what its details say when it was begun anew; empty where it says the same.
	again string
	// finish does what it waits for, and proves that everything comes to its end.
	finish func(t *testing.T)
}

// waits are the waits of every type of workflow, each with what brings one about.
var waits = map[string]func(t *testing.T, s *stack) standing{
	"application: review": func(t *testing.T, s *stack) standing {
		account := s.customerOf(t, client.Certification{Type: "individual", Name: "张三"}, "50.00")
		var a client.Application
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", map[string]any{
			"kind": "ordinary", "medium": "electronic", "amount": "50.00",
			"title": map[string]string{"title": "上海甲科技有限公司", "taxpayer_id": "91110000802100433B"},
		}, &a, "Idempotency-Key", account))
		return standing{workflow: "application/" + a.ID, waits: "reviewer's decision", finish: func(t *testing.T) {
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/applications/"+a.ID+"/approve", nil, nil))
			s.publishedOnce(t, a.Invoices[0].ID)
		}}
	},
	"invoice: the provider works on it": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00")).Invoices[0].ID
		s.fault(t, "issue", "pending", 0, serialOf(id))
		s.fault(t, "query", "pending", 0, serialOf(id))
		return standing{workflow: runOf(id), waits: "works on it", finish: func(t *testing.T) {
			s.faultless(t, serialOf(id))
			s.publishedOnce(t, id)
		}}
	},
	"invoice, one of several: the provider works on it": func(t *testing.T, s *stack) standing {
		account := s.customerWith(t, "10.00")
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/consumptions", map[string]any{"items": []client.Consumption{{
			ID: account + "-goods", Account: account, Charge: "postpaid", Seller: "platform", Product: "服务器", TaxCode: "1090512010000000000", TaxRate: "0.13",
			Cash: money.MustParse("20.00"), PaidAt: time.Now().AddDate(0, 0, -3),
		}}}, nil))
		both := s.apply(t, account, eInvoice("30.00")).Invoices
		require.Len(t, both, 2)
		for _, i := range both {
			s.fault(t, "issue", "pending", 0, serialOf(i.ID))
			s.fault(t, "query", "pending", 0, serialOf(i.ID))
		}
		return standing{workflow: "invoice/" + both[0].ID, waits: "works on it", finish: func(t *testing.T) {
			for _, i := range both {
				s.faultless(t, serialOf(i.ID))
			}
			for _, i := range both {
				s.publishedOnce(t, i.ID)
			}
		}}
	},
	"invoice: the courier does not answer": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), onPaper("10.00")).Invoices[0].ID
		s.fault(t, "ship", "error_500", 0, id)
		return standing{workflow: runOf(id), waits: "Orders the courier", finish: func(t *testing.T) {
			s.faultless(t, id)
			s.came(t, id, "delivered", 3*time.Minute)
		}}
	},
	"invoice: refused for good": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00")).Invoices[0].ID
		s.fault(t, "issue", "reject", 1, serialOf(id))
		return standing{workflow: runOf(id), waits: "Refused for good", finish: func(t *testing.T) {
			corrected := map[string]string{"title": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B", "bank_account": "招商银行 2"}
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/correct", corrected, nil))
			s.publishedOnce(t, id)
		}}
	},
	"invoice: the vendor": func(t *testing.T, s *stack) standing {
		account, vendor, caller := s.soldBy(t, "10.00")
		request := eInvoice("10.00")
		request.Seller = vendor
		id := s.apply(t, account, request).Invoices[0].ID
		return standing{workflow: runOf(id), waits: "Waits for the **vendor", finish: func(t *testing.T) {
			counted := strings.TrimPrefix(account, "e2e-")
			number := map[string]string{"number": "263320000000" + strings.Repeat("0", 8-len(counted)) + counted, "issued_on": today()}
			require.NoError(t, caller.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/issue", number, nil))
			s.upload(t, vendor, "/v1/invoices/"+id+"/files/pdf", fileOfTheVendor)
			eventually.Holds(t, func() bool { return len(s.mails(t, account)) > 0 }, 2*time.Minute, 100*time.Millisecond)
		}}
	},
	"invoice: the print desk": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), onPaper("10.00")).Invoices[0].ID
		s.fault(t, "ship", "reject", 0, id)
		return standing{workflow: runOf(id), waits: "refuses the parcel for good", finish: func(t *testing.T) {
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/ship",
				map[string]string{"tracking_number": "HAND-" + id}, nil))
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/delivered", nil, nil))
			s.came(t, id, "delivered", time.Minute)
		}}
	},
	"invoice: the parcel": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), onPaper("10.00")).Invoices[0].ID
		s.fault(t, "ship", "pending", 0, id)
		return standing{workflow: runOf(id), waits: "**Shipped.**", finish: func(t *testing.T) {
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/delivered", nil, nil))
			s.came(t, id, "delivered", time.Minute)
		}}
	},
	"invoice: the files are late": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00")).Invoices[0].ID
		s.fault(t, "file", "file_missing", 0, serialOf(id))
		return standing{workflow: runOf(id), waits: "does not give the files", finish: func(t *testing.T) {
			s.faultless(t, serialOf(id))
			eventually.Holds(t, func() bool { // who fails alone is tried every five minutes, and at once when its task is seen to
				s.seesToAllOf(t, runOf(id))
				var i client.Invoice
				require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/invoices/"+id, nil, &i))
				return len(i.Files) == 3
			}, 4*time.Minute, time.Second)
			s.publishedOnce(t, id)
		}}
	},
	"invoice: a contradiction": func(t *testing.T, s *stack) standing {
		id := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00")).Invoices[0].ID
		s.fault(t, "issue", "drop_after_commit", 1, serialOf(id))
		s.fault(t, "query", "error_500", 0, serialOf(id))
		eventually.Holds(t, func() bool { return len(s.issued(t, serialOf(id))) == 1 }, 2*time.Minute, 50*time.Millisecond)
		s.booksByHand(t, id)
		s.faultless(t, serialOf(id))
		finish := func(t *testing.T) {
			s.changes(t, "update invoices set number = $2 where id = $1", id, s.issued(t, serialOf(id))[0].Number)
			eventually.Holds(t, func() bool {
				s.seesToAllOf(t, runOf(id))
				var i client.Invoice
				require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/invoices/"+id, nil, &i))
				return len(i.Files) == 3
			}, 4*time.Minute, time.Second)
			s.publishedOnce(t, id)
			ends(t, s.temporal(t), runOf(id))
			require.False(t, s.seesToAllOf(t, runOf(id)), "its tasks are closed")
		}
		// Begun anew it finds the number that was booked by hand, and asks for the files of that one.
		return standing{workflow: runOf(id), waits: "**Contradiction.** Invoice " + id + " is issued here", again: "**Issued", finish: finish}
	},
	"ticket: finance": func(t *testing.T, s *stack) standing {
		account := s.customerWith(t, "10.00")
		opened := s.opens(t, account, map[string]any{"kind": "other", "note": "请联系我"})
		return standing{workflow: "ticket/" + opened.ID, waits: "Waits for **finance**", finish: func(t *testing.T) {
			s.does(t, zhao, opened.ID, "accept", map[string]string{"reason": "done"})
			eventually.Holds(t, func() bool { return len(s.mails(t, account)) > 0 }, 2*time.Minute, 100*time.Millisecond, "N5: its customer is told")
		}}
	},
	"ticket: the customer": func(t *testing.T, s *stack) standing {
		account := s.customerWith(t, "70.00")
		i := s.came(t, s.apply(t, account, onPaper("70.00")).Invoices[0].ID, "delivered", 2*time.Minute)
		opened := s.opens(t, account, map[string]any{"kind": "lost", "invoice": i.ID, "note": "快递丢失"})
		return standing{workflow: "ticket/" + opened.ID, waits: "Waits for the **customer**", finish: func(t *testing.T) {
			s.handsIn(t, of(wang, account), opened.ID, "loss_certificate")
			require.Equal(t, "done", s.does(t, zhao, opened.ID, "accept", nil).Status)
			s.told(t, account, "it is not issued again")
		}}
	},
	"reversal: finance answers the buyer's form": func(t *testing.T, s *stack) standing {
		_, blue := s.issuedTo(t, "100.00")
		s.elsewhere(t, "red-forms", map[string]any{"number": *blue.Number})
		form := s.reversed(t, blue.ID, 1, "awaits_seller").Reversals[0].ID
		return standing{workflow: "reversal/" + blue.ID, waits: "Waits for **finance** to confirm or deny", finish: func(t *testing.T) {
			require.NoError(t, s.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/red-forms/"+form+"/confirm", nil, nil))
			s.reversed(t, blue.ID, 1, "done")
			require.Len(t, s.redOf(t, *blue.Number), 1)
		}}
	},
	"reversal: the buyer": func(t *testing.T, s *stack) standing {
		account, blue := s.issuedTo(t, "100.00")
		s.buyer(t, *blue.Number, map[string]any{"used": true})
		s.redIssue(t, account, blue.ID, "red", everything)
		return standing{workflow: "reversal/" + blue.ID, waits: "Waits for the **buyer**", finish: func(t *testing.T) {
			s.buyer(t, *blue.Number, map[string]any{"confirms": "yes"})
			s.reversed(t, blue.ID, 1, "done")
			require.Len(t, s.redOf(t, *blue.Number), 1)
			s.told(t, account, "red invoice")
		}}
	},
}

// opens opens a ticket as its customer, one of many in a test.
func (s *stack) opens(t *testing.T, account string, body map[string]any) (opened work) {
	t.Helper()
	require.NoError(t, s.as(t, of(wang, account)).Call(t.Context(), http.MethodPost, "/v1/tickets", body, &opened, "Idempotency-Key", account))
	return opened
}

// seesToAllOf says that the tasks of a run were seen to, and those of missing files; somebody else may have closed one meanwhile. It reports
// whether the run had any.
func (s *stack) seesToAllOf(t *testing.T, workflow string) (some bool) {
	t.Helper()
	for _, task := range s.tasks(t) {
		if task.Status != "open" || (task.Workflow != workflow && task.Kind != "file") {
			continue
		}
		some = some || task.Workflow == workflow
		err := s.as(t, zhao).Call(t.Context(), http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%d/seen-to", task.ID), nil, nil)
		if !client.IsCode(err, "wrong_state") {
			require.NoError(t, err)
		}
	}
	return some
}

// publishedOnce waits until an invoice has come to its customer, and proves that it exists once.
func (s *stack) publishedOnce(t *testing.T, id string) {
	t.Helper()
	i := s.came(t, id, "issued", 4*time.Minute)
	require.Len(t, s.issued(t, *i.Serial), 1)
}
