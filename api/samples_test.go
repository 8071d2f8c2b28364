package api_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// sample is a call that is in order; the tests spoil one member of it at a time.
type sample struct {
	who    access.Identity
	path   map[string]string
	query  map[string]string
	header map[string]string
	body   object
	// raw is a body that is no JSON.
	raw string
	// form is sent instead of a body.
	form []part
	// secret: the call carries a signature made with it instead of a token.
	secret []byte
}

// samples has one for every call, by its id in the OpenAPI document. Each prepares what it needs.
var samples = map[string]func(*service) sample{
	"put-accounts-account": func(*service) sample {
		return sample{who: upstream, path: acct, body: with(company("北京甲科技有限公司"), object{"change": "name"})}
	},
	"get-accounts-account": func(*service) sample { return sample{who: upstream, path: acct} },
	"put-accounts-account-recipients": func(*service) sample {
		return sample{who: customer, path: acct, body: object{"email": "finance@example.com,ap@example.com"}}
	},
	"get-accounts": func(*service) sample { return sample{who: upstream, query: narrowed(pageQuery, titleFilters)} },
	"post-accounts-account-taxpayer-ids": func(*service) sample {
		return sample{who: finance, path: acct, body: object{"taxpayer_id": "91110000802100433A", "reason": "营业执照如此"}}
	},

	"post-accounts-account-console-link": func(*service) sample {
		return sample{who: upstream, path: acct, body: object{"subject": "c-17", "language": "zh", "return_to": "/console/invoices?status=issued"}}
	},
	"get-accounts-account-master": func(s *service) sample { return sample{who: customer, path: linked(s, "trusteeship")} },
	"put-accounts-account-master": func(*service) sample {
		return sample{who: upstream, path: acct, body: object{"account": "other", "way": "independent", "from": stamp("2026-10-01 00:00:00")}}
	},
	"delete-accounts-account-master": func(s *service) sample { return sample{who: upstream, path: linked(s, "independent")} },
	"get-accounts-account-members":   func(*service) sample { return sample{who: customer, path: acct, query: pageQuery} },

	"get-accounts-account-titles":       func(*service) sample { return sample{who: customer, path: acct, query: pageQuery} },
	"post-accounts-account-titles":      func(*service) sample { return sample{who: customer, path: acct, body: title} },
	"get-accounts-account-titles-id":    func(s *service) sample { return sample{who: customer, path: saved(s, "titles", title)} },
	"put-accounts-account-titles-id":    func(s *service) sample { return sample{who: customer, path: saved(s, "titles", title), body: title} },
	"delete-accounts-account-titles-id": func(s *service) sample { return sample{who: customer, path: saved(s, "titles", title)} },

	"get-accounts-account-addresses":    func(*service) sample { return sample{who: customer, path: acct, query: pageQuery} },
	"post-accounts-account-addresses":   func(*service) sample { return sample{who: customer, path: acct, body: address} },
	"get-accounts-account-addresses-id": func(s *service) sample { return sample{who: customer, path: saved(s, "addresses", address)} },
	"put-accounts-account-addresses-id": func(s *service) sample {
		return sample{who: customer, path: saved(s, "addresses", address), body: address}
	},
	"delete-accounts-account-addresses-id": func(s *service) sample { return sample{who: customer, path: saved(s, "addresses", address)} },

	"post-consumptions": func(*service) sample {
		return sample{who: upstream, body: object{"items": []any{with(bill("new", "acct", "5.00"), object{
			"payer": "acct", "resources_created_at": stamp("2026-09-16 12:00:00"), "delivered_at": stamp("2026-09-16 12:00:00"),
		})}}}
	},
	"post-consumptions-id-resources-created": func(*service) sample {
		return sample{who: upstream, path: map[string]string{"id": "prepaid"}, body: object{"at": stamp("2026-09-16 12:00:00")}}
	},
	"post-consumptions-id-delivered": func(*service) sample {
		return sample{who: upstream, path: map[string]string{"id": "market"}, body: object{"at": stamp("2026-09-16 12:00:00")}}
	},
	"post-imports": func(s *service) sample {
		return sample{who: upstream, header: map[string]string{}, form: importing(focusHeader+focusRow("1", "a1", "Usage", "x"), "format", "focus", "id", "sampled")}
	},
	"get-imports":           func(*service) sample { return sample{who: upstream, query: pageQuery} },
	"get-imports-id":        func(s *service) sample { return sample{who: upstream, path: s.anImport()} },
	"get-imports-id-report": func(s *service) sample { return sample{who: upstream, path: s.anImport()} },
	"post-exports": func(s *service) sample {
		return sample{who: customer, header: map[string]string{}, body: object{
			"what": "invoices", "account": "acct", "from": "2026-09-01", "to": "2026-09-30", "format": "zip", "invoices": []any{s.electronic()["id"]},
			"filter": object{
				"view": "issued", "status": "issued", "seller": "platform", "kind": "ordinary", "medium": "electronic", "number": "26112000000000000001",
				"tracking_number": "SF1", "title": "北京甲科技有限公司", "amount_from": "1.00",
			},
		}}
	},
	"get-exports":         func(*service) sample { return sample{who: customer, query: pageQuery} },
	"get-exports-id":      func(s *service) sample { return sample{who: customer, path: s.exported()} },
	"get-exports-id-file": func(s *service) sample { return sample{who: customer, path: s.exported()} },
	"post-refunds": func(*service) sample {
		return sample{who: upstream, body: object{"items": []any{object{
			"id": "refund", "consumption": "c1", "cash": "1.00", "reason": "refund", "refunded_at": stamp("2026-09-18 12:00:00"),
		}}}}
	},
	"get-accounts-account-invoiceable": func(*service) sample {
		return sample{who: customer, path: acct, query: map[string]string{"at": stamp("2026-09-18 12:00:00"), "seller": "platform", "subject": "1"}}
	},
	"get-accounts-account-invoiceable-records": func(*service) sample {
		return sample{who: customer, path: acct, query: narrowed(withValue(withValue(pageQuery, "seller", "platform"), "subject", "1"), recordFilters)}
	},
	"get-accounts-account-invoiceable-records-summary": func(*service) sample {
		return sample{who: customer, path: acct, query: narrowed(map[string]string{"seller": "platform", "subject": "1"}, recordFilters)}
	},
	"get-accounts-account-invoiceable-sellers": func(*service) sample { return sample{who: customer, path: acct} },

	"get-accounts-account-standing-order":    func(s *service) sample { return sample{who: customer, path: ordered(s)} },
	"put-accounts-account-standing-order":    func(s *service) sample { return sample{who: customer, path: acct, body: standingOrder(s)} },
	"delete-accounts-account-standing-order": func(s *service) sample { return sample{who: customer, path: ordered(s)} },
	"get-accounts-account-standing-order-history": func(*service) sample {
		return sample{who: customer, path: acct, query: pageQuery}
	},

	"post-accounts-account-applications-preview": func(*service) sample { return sample{who: customer, path: acct, body: application()} },
	"post-accounts-account-applications": func(*service) sample {
		return sample{who: customer, path: acct, body: application(), header: map[string]string{"Idempotency-Key": "sample"}}
	},
	"get-accounts-account-applications": func(*service) sample {
		return sample{who: customer, path: acct, query: narrowed(pageQuery, applicationFilters, stateOf("approved"))}
	},
	"get-accounts-account-applications-summary": func(*service) sample {
		return sample{who: customer, path: acct, query: narrowed(applicationFilters, stateOf("approved"))}
	},
	"get-applications-summary": func(*service) sample {
		return sample{who: finance, query: narrowed(applicationFilters, accountFilter, stateOf("approved"))}
	},
	"get-applications": func(*service) sample {
		return sample{who: finance, query: narrowed(pageQuery, accountFilter, applicationFilters, stateOf("approved"))}
	},
	"get-applications-id": func(s *service) sample { return sample{who: customer, path: pending(s)} },
	"get-applications-id-timeline": func(s *service) sample {
		return sample{who: customer, path: pending(s), query: pageQuery}
	},
	"get-applications-id-documents": func(s *service) sample {
		return sample{who: customer, path: map[string]string{"id": strings.TrimSuffix(s.electronic()["id"], "-1")}, query: pageQuery}
	},
	"post-applications-id-cancel": func(s *service) sample { return sample{who: customer, path: pending(s)} },
	"post-applications-id-claim":  func(s *service) sample { return sample{who: finance, path: pending(s), body: object{"reason": "mine"}} },
	"post-applications-id-unclaim": func(s *service) sample {
		path := pending(s)
		s.must(finance, http.MethodPost, "/v1/applications/"+path["id"]+"/claim", nil)
		return sample{who: finance, path: path}
	},
	"get-applications-id-review":   func(s *service) sample { return sample{who: finance, path: pending(s)} },
	"post-applications-id-approve": func(s *service) sample { return sample{who: finance, path: pending(s), body: object{"reason": "good"}} },
	"post-applications-id-reject":  func(s *service) sample { return sample{who: finance, path: pending(s), body: object{"reason": "bad"}} },

	"get-invoices": func(*service) sample {
		return sample{who: finance, query: narrowed(pageQuery, accountFilter, invoiceFilters, stateOf("issued"))}
	},
	"get-accounts-account-invoices": func(*service) sample {
		return sample{who: customer, path: acct, query: narrowed(pageQuery, invoiceFilters, stateOf("issued"))}
	},
	"get-invoices-summary": func(*service) sample {
		return sample{who: finance, query: narrowed(accountFilter, invoiceFilters, stateOf("issued"))}
	},
	"get-accounts-account-invoices-summary": func(*service) sample {
		return sample{who: customer, path: acct, query: narrowed(invoiceFilters, stateOf("issued"))}
	},
	"get-invoices-id": func(s *service) sample { return sample{who: customer, path: fromVendor(s, "issued")} },
	"get-invoices-id-files-format": func(s *service) sample {
		path := fromVendor(s, "issued")
		s.withFile(path["id"], "pdf", "%PDF")
		return sample{who: customer, path: withValue(path, "format", "pdf")}
	},
	"get-invoices-id-timeline": func(s *service) sample { return sample{who: customer, path: fromVendor(s, "issued"), query: pageQuery} },
	"post-invoices-id-ship": func(s *service) sample {
		return sample{who: finance, path: fromVendor(s, "issued"), body: object{"tracking_number": "SF1", "company": "顺丰速运"}}
	},
	"post-invoices-id-delivered": func(s *service) sample { return sample{who: finance, path: fromVendor(s, "shipped")} },
	"post-invoices-id-refuse": func(s *service) sample {
		return sample{who: vendor, path: fromVendor(s, "approved"), body: object{"reason": "抬头已注销"}}
	},
	"post-invoices-id-reversed": func(s *service) sample {
		return sample{who: vendor, path: fromVendor(s, "issued"), body: object{"number": "26110000000000000009", "issued_on": "2026-09-18"}}
	},
	"put-invoices-id-red-reversal-files-format": func(s *service) sample {
		return sample{who: vendor, path: redOfVendor(s), raw: pdfSaying("a vendor")}
	},
	"post-invoices-id-issue": func(s *service) sample {
		return sample{who: vendor, path: fromVendor(s, "approved"), body: object{"number": "26110000000000000002", "issued_on": "2026-09-18"}}
	},
	"put-invoices-id-files-format": func(s *service) sample {
		id := s.sold("electronic", "1.00")
		s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", object{"number": "26110000000000000003", "issued_on": "2026-09-18"})
		return sample{who: vendor, path: map[string]string{"id": id, "format": "pdf"}, raw: pdfSaying("a vendor")}
	},
	"post-invoices-id-resend": func(s *service) sample {
		return sample{who: finance, path: delivering(s, "shipped"), body: object{"address": elsewhere}}
	},
	"post-invoices-id-ship-correction": func(s *service) sample {
		s.consumed(bill("paper", "acct", "100.00"))
		id := s.approved(s.applied("paper", onPaper("100.00")))[0]
		s.issued(id, "12345678")
		s.must(finance, http.MethodPost, "/v1/invoices/"+id+"/ship", object{"tracking_number": "SF1"})
		return sample{who: finance, path: map[string]string{"id": id}, body: object{"tracking_number": "SF2", "reason": "单号录错"}}
	},
	"post-invoices-id-waybill": func(s *service) sample {
		s.consumed(bill("paper", "acct", "100.00"))
		id := s.approved(s.applied("paper", onPaper("100.00")))[0]
		s.issued(id, "12345678")
		s.ordered(id, "SF1")
		return sample{who: finance, path: map[string]string{"id": id}}
	},
	"post-invoices-id-remind": func(s *service) sample { return sample{who: finance, path: fromVendor(s, "approved")} },
	"post-courier-events": func(s *service) sample {
		return sample{secret: courierSecret, body: object{
			"reference": delivering(s, "shipped")["id"], "tracking_number": "SF1", "status": "signed", "at": stamp("2026-09-18 14:00:00"),
		}}
	},
	"post-provider-nuonuo-secret": func(s *service) sample {
		return sample{path: map[string]string{"secret": string(providerSecret)}, raw: nuonuoForm("callback", string(s.begun("called-back")), "")}
	},
	"post-courier-sf-secret": func(s *service) sample {
		return sample{path: map[string]string{"secret": string(courierSecret)}, body: sfRoutes(sfRoute(delivering(s, "shipped")["id"], "SF1", "80"))}
	},

	"post-invoices-id-correct": func(s *service) sample {
		return sample{who: finance, path: map[string]string{"id": s.failed("failed")}, body: object{
			"title": "北京甲科技有限公司", "taxpayer_id": companyID, "address_phone": "北京 010", "bank_account": "招商银行 1",
		}}
	},
	"post-invoices-id-correction-confirm": func(s *service) sample {
		return sample{who: finance, path: map[string]string{"id": s.proposed("confirmed")}}
	},
	"post-invoices-id-correction-refuse": func(s *service) sample {
		return sample{who: finance, path: map[string]string{"id": s.proposed("refused")}, body: object{"reason": "抬头不对"}}
	},
	"post-invoices-id-give-up": func(s *service) sample {
		return sample{who: finance, path: map[string]string{"id": s.failed("given-up")}, body: object{"reason": "客户不再需要"}}
	},
	"post-tickets": func(s *service) sample {
		return sample{who: customer, header: map[string]string{"Idempotency-Key": "ticket"}, body: object{
			"kind": "change_address", "account": "acct", "application": s.applied("ticketed", onPaper("1.00")), "note": "搬家了", "address": elsewhere,
		}}
	},
	"get-tickets": func(s *service) sample {
		return sample{who: customer, query: narrowed(pageQuery, accountFilter, spanFilters, ticketFilters)}
	},
	"get-tickets-summary": func(*service) sample {
		return sample{who: customer, query: narrowed(accountFilter, spanFilters, ticketFilters)}
	},
	"get-tickets-id": func(s *service) sample { return sample{who: customer, path: s.ticketed()} },
	"post-tickets-id-accept": func(s *service) sample {
		return sample{who: finance, path: s.ticketed(), body: object{"reason": "good"}}
	},
	"post-tickets-id-refuse": func(s *service) sample {
		return sample{who: finance, path: s.ticketed(), body: object{"reason": "bad"}}
	},

	"get-tickets-id-timeline": func(s *service) sample { return sample{who: customer, path: s.ticketed(), query: pageQuery} },
	"post-tickets-id-claim":   func(s *service) sample { return sample{who: finance, path: s.ticketed()} },
	"post-tickets-id-unclaim": func(s *service) sample { return sample{who: finance, path: s.ticketed()} },
	"post-tickets-id-ask": func(s *service) sample {
		return sample{who: finance, path: s.ticketed(), body: object{"types": []any{"other"}, "reason": "合同扫描件"}}
	},
	"post-tickets-id-confirm": func(s *service) sample { return sample{who: customer, path: s.offered()} },
	"post-tickets-id-changes": func(s *service) sample {
		return sample{who: customer, path: s.offered(), body: object{"reason": "地址有误"}}
	},
	"post-tickets-id-withdraw": func(s *service) sample {
		return sample{who: customer, path: s.ticketed(), body: object{"reason": "不需要了"}}
	},
	"post-tickets-id-materials": func(s *service) sample {
		return sample{who: finance, path: s.ticketed(), form: material("other", aPDF)}
	},
	"get-tickets-id-materials-material": func(s *service) sample {
		path := s.ticketed()
		added := s.handIn(customer, path["id"], material("other", aPDF))
		return sample{who: customer, path: withValue(path, "material", added["id"].(string))}
	},

	"post-provider-events": func(s *service) sample {
		serial, _, err := s.register.Invoices.BeginIssuing(context.Background(), ids.Invoice(s.approved(s.applied("serial", eInvoice("1.00")))[0]), s.now)
		require.NoError(s.t, err)
		return sample{secret: providerSecret, body: object{"serial": string(serial)}}
	},

	"get-red-forms": func(*service) sample {
		return sample{who: finance, query: narrowed(pageQuery, accountFilter, spanFilters, formFilters)}
	},
	"post-red-forms-id-confirm": func(s *service) sample { return sample{who: finance, path: map[string]string{"id": s.buyersForm()}} },
	"post-red-forms-id-deny":    func(s *service) sample { return sample{who: finance, path: map[string]string{"id": s.buyersForm()}} },
	"get-reconciliations":       func(*service) sample { return sample{who: finance, query: pageQuery} },
	"get-reconciliations-id": func(s *service) sample {
		return sample{who: finance, path: map[string]string{"id": s.reconciling()}, query: pageQuery}
	},
	"post-reconciliations": func(*service) sample {
		return sample{who: finance, body: object{"from": stamp("2026-09-17 00:00:00"), "to": stamp("2026-09-18 00:00:00"), "repair": true}}
	},

	"get-operator-tasks": func(s *service) sample {
		return sample{who: finance, query: narrowed(pageQuery, map[string]string{"status": "open", "kind": "provider", "seller": "platform"})}
	},
	"post-operator-tasks-task-seen-to": func(s *service) sample {
		return sample{who: finance, path: map[string]string{"task": fmt.Sprint(s.troubled())}}
	},
	"post-operator-tasks-task-dismiss": func(s *service) sample {
		return sample{who: finance, path: map[string]string{"task": fmt.Sprint(s.unsent())}}
	},

	"get-invoices-id-red-issue": func(s *service) sample {
		s.usage = &invoice.Usage{}
		return sample{who: customer, path: s.electronic()}
	},
	"post-invoices-id-red-issue-preview": func(s *service) sample {
		return sample{who: customer, path: s.electronic(), body: object{"reason": "return", "lines": []any{object{"line": 1, "net": "1.00"}}}}
	},
	"post-invoices-id-red-issue": func(s *service) sample {
		return sample{who: customer, path: s.electronic(), header: map[string]string{"Idempotency-Key": "red"}, body: object{
			"reason": "return", "lines": []any{object{"line": 1, "net": "1.00"}},
		}}
	},
	"post-invoices-id-red-issue-withdraw": func(s *service) sample {
		path := s.electronic()
		s.must(customer, http.MethodPost, "/v1/invoices/"+path["id"]+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "red")
		return sample{who: customer, path: path}
	},
	"get-invoices-id-red-reversal-files-format": func(s *service) sample {
		path := redOfVendor(s)
		require.Equal(s.t, http.StatusOK, s.putRed(path["id"], path["reversal"], "pdf", pdfSaying("a vendor")).status)
		return sample{who: customer, path: path}
	},

	"get-figures-figure": func(s *service) sample {
		delivering(s, "issued")
		return sample{who: finance, path: map[string]string{"figure": "invoices_per_day"}, query: map[string]string{
			"from": "2026-09-01", "to": "2026-09-30", "seller": "platform",
		}}
	},
	"get-figures-figure-table": func(s *service) sample {
		return sample{who: finance, path: map[string]string{"figure": "outstanding"}, query: map[string]string{
			"from": "2026-09-01", "to": "2026-09-30", "seller": "platform",
		}}
	},
	"get-desk":   func(*service) sample { return sample{who: finance} },
	"get-search": func(*service) sample { return sample{who: finance, query: map[string]string{"q": "北京甲"}} },
	"post-accounts-account-titles-check": func(*service) sample {
		return sample{who: customer, path: acct, body: object{
			"title": "北京甲科技有限公司", "taxpayer_id": companyID, "kind": "ordinary", "medium": "electronic",
		}}
	},
	"get-accounts-account-offset-plan": func(*service) sample {
		return sample{who: customer, path: acct, query: map[string]string{"seller": "platform"}}
	},
	"post-print-desk-shipments": func(s *service) sample {
		return sample{who: finance, query: map[string]string{"dry_run": "false"}, body: object{"all_or_nothing": true, "rows": []any{object{
			"reference": delivering(s, "issued")["id"], "tracking_number": "SF9", "company": "顺丰速运",
		}}}}
	},
	"post-print-desk-sheets": func(s *service) sample {
		return sample{who: finance, query: map[string]string{"dry_run": "false"}, body: object{
			"code": "110026000001", "from": "00000101", "to": "00000101", "references": []any{delivering(s, "issued")["id"]},
		}}
	},
	"get-print-desk-list": func(s *service) sample {
		delivering(s, "issued")
		return sample{who: finance, query: map[string]string{"print": "to_print"}}
	},
	"get-invoices-id-proof": func(s *service) sample { return sample{who: finance, path: s.electronic()} },
	"get-desk-alike":        func(*service) sample { return sample{who: finance} },
	"get-parked":            func(*service) sample { return sample{who: finance} },

	"get-sellers": func(*service) sample { return sample{who: finance, query: pageQuery} },
	"post-sellers-seller-pause": func(*service) sample {
		return sample{who: finance, path: map[string]string{"seller": "platform"}, body: object{"reason": "税务登记变更"}}
	},
	"post-sellers-seller-resume": func(s *service) sample {
		s.must(finance, http.MethodPost, "/v1/sellers/platform/pause", object{"reason": "税务登记变更"})
		return sample{who: finance, path: map[string]string{"seller": "platform"}}
	},
	"post-sellers-seller-login-code": func(*service) sample { return sample{who: finance, path: map[string]string{"seller": "platform"}} },
	"post-invoices-id-deliver": func(s *service) sample {
		return sample{who: customer, path: s.electronic(), body: object{"email": "finance@example.com"}}
	},
	"get-sellers-seller": func(*service) sample { return sample{who: finance, path: map[string]string{"seller": "platform"}} },

	"post-webhooks":           func(*service) sample { return sample{who: upstream, body: object{"url": "https://example.com/hooks"}} },
	"get-webhooks":            func(*service) sample { return sample{who: upstream, query: pageQuery} },
	"get-webhooks-webhook":    func(s *service) sample { return sample{who: upstream, path: s.subscribed()} },
	"delete-webhooks-webhook": func(s *service) sample { return sample{who: upstream, path: s.subscribed()} },
	"get-webhooks-webhook-deliveries": func(s *service) sample {
		return sample{who: upstream, path: s.subscribed(), query: withValue(pageQuery, "status", "parked")}
	},
	"post-webhooks-webhook-deliveries-delivery-redeliver": func(s *service) sample { return sample{who: upstream, path: s.owed()} },

	"get-audit-chain": func(*service) sample { return sample{who: auditor} },
	"get-audit": func(*service) sample {
		of := map[string]string{"object": "account/acct", "who": "service:billing", "what": "submitted"}
		return sample{who: auditor, query: narrowed(pageQuery, spanFilters, of)}
	},

	"get-calendar-due": func(*service) sample {
		return sample{who: vendor, query: map[string]string{"from": "2026-09-18", "working_days": "15"}}
	},
	"put-calendar-year": func(*service) sample {
		return sample{who: finance, path: map[string]string{"year": "2027"}, body: schedule2027}
	},
	"get-templates-type": func(*service) sample {
		return sample{who: customer, path: map[string]string{"type": "loss_certificate"}}
	},
	"get-permissions": func(*service) sample { return sample{who: vendor} },
	"get-policy":      func(*service) sample { return sample{who: auditor} },
	"get-healthz":     func(*service) sample { return sample{} },
	"get-readyz":      func(*service) sample { return sample{} },
}

var (
	acct      = map[string]string{"account": "acct"}
	pageQuery = map[string]string{"limit": "10", "cursor": ""}
	title     = object{"title": "北京甲科技有限公司", "taxpayer_id": companyID, "address_phone": "北京 010", "bank_account": "招商银行 1", "default": false}
	address   = object{"recipient": "财务部", "phone": "010-59922888", "region": "北京市海淀区", "street": "上地十街10号", "default": false}
)

func application() object {
	body := onPaper("10.00")
	body["seller"], body["email"], body["remark"] = "platform", "a@example.test", "备注"
	body["title"] = object{"title": "北京甲科技有限公司", "taxpayer_id": companyID, "address_phone": "北京 010", "bank_account": "招商银行 1"}
	return body
}

func withValue(values map[string]string, name, value string) map[string]string {
	changed := map[string]string{}
	maps.Copy(changed, values)
	changed[name] = value
	return changed
}

func saved(s *service, what string, body object) map[string]string {
	return withValue(acct, "id", s.must(customer, http.MethodPost, "/v1/accounts/acct/"+what, body)["id"].(string))
}

// linked makes the account a member of another one.
func linked(s *service, way string) map[string]string {
	s.must(upstream, http.MethodPut, "/v1/accounts/acct/master", object{"account": "other", "way": way})
	return acct
}

// standingOrder is one with everything that there is to say.
func standingOrder(s *service) object {
	return object{
		"day": 5, "kind": "ordinary", "medium": "electronic", "title": saved(s, "titles", title)["id"], "address": saved(s, "addresses", address)["id"],
		"email": "ap@example.test", "remark": "每月", "enabled": true,
	}
}

// ordered is an account that has one.
func ordered(s *service) map[string]string {
	s.must(customer, http.MethodPut, "/v1/accounts/acct/standing-order", standingOrder(s))
	return acct
}

func pending(s *service) map[string]string {
	return map[string]string{"id": s.applied(fmt.Sprint("pending", len(s.contents())), eInvoice("1.00"))}
}

// delivering is a paper invoice on its way.
func delivering(s *service, state string) map[string]string {
	id := s.approved(s.applied("delivering", onPaper("10.00")))[0]
	s.issued(id, "26110000000000000001")
	if state == "shipped" {
		s.must(finance, http.MethodPost, "/v1/invoices/"+id+"/ship", object{"tracking_number": "SF1"})
	}
	return map[string]string{"id": id}
}

// fromVendor is a paper invoice that the vendor of these tests issues and ships, so that the account and the vendor see it.
// redOfVendor is the pdf of a red document that the vendor "isv-1" has reported.
func redOfVendor(s *service) map[string]string {
	id := s.sold("red", "7.00")
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs("26110000000000000007", "2026-09-18"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/reversed", issuedAs("26110000000000000008", "2026-09-18"))
	return map[string]string{"id": id, "reversal": id + "-r1", "format": "pdf"}
}

func fromVendor(s *service, state string) map[string]string {
	id := s.soldOnPaper("delivering", "10.00")
	if state == "approved" {
		return map[string]string{"id": id}
	}
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", object{"number": "26110000000000000001", "issued_on": "2026-09-18"})
	if state == "shipped" {
		s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/ship", object{"tracking_number": "SF1"})
	}
	return map[string]string{"id": id}
}

// send makes the call that the sample describes.
func (c sample) send(s *service, method, path string) answer {
	for name, value := range c.path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	query := url.Values{}
	for name, value := range c.query {
		query.Set(name, value)
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	var headers []string
	for name, value := range c.header {
		headers = append(headers, name, value)
	}
	var body any
	if c.raw != "" {
		return s.call(c.who, method, path, c.raw, append(headers, "Content-Type", "application/octet-stream")...)
	}
	if c.form != nil {
		contentType, content := written(c.form)
		return s.call(c.who, method, path, content, append(headers, "Content-Type", contentType)...)
	}
	if c.body != nil {
		content, err := json.Marshal(c.body)
		require.NoError(s.t, err)
		body = string(content)
		if c.secret != nil {
			sum := hmac.New(sha256.New, c.secret)
			sum.Write(content)
			headers = append(headers, "X-Signature", hex.EncodeToString(sum.Sum(nil)))
		}
	}
	return s.call(c.who, method, path, body, headers...)
}
