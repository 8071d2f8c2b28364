package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/refusal"
)

// refusedCall is a well-formed call that a rule refuses, with the member at fault.
type refusedCall struct {
	rule, field  string
	code         refusal.Code
	who          access.Identity
	method, path string
	body         any
	headers      []string
}

const (
	post         = http.MethodPost
	put          = http.MethodPut
	get          = http.MethodGet
	consumptions = "/v1/consumptions"
	refunds      = "/v1/refunds"
	applications = "/v1/accounts/acct/applications"
)

func items(list ...object) object { return object{"items": list} }

func refundOf(id, consumption, cash string) object {
	return object{"id": id, "consumption": consumption, "cash": cash, "reason": "refund", "refunded_at": stamp("2026-09-18 14:00:00")}
}

func certification(kind, name, taxpayerID string) object {
	return object{"certification": object{"type": kind, "name": name, "taxpayer_id": taxpayerID}, "region": "mainland"}
}

// prepareRefusals makes a world in which every rule has something to refuse.
func prepareRefusals(s *service) (invoiceID string) {
	s.account("acct")
	s.account("agent")
	s.must(upstream, put, "/v1/accounts/anonymous", object{"certification": object{"type": "none"}, "region": "mainland"})
	s.must(upstream, put, "/v1/accounts/abroad", with(company("Kaipiao Ltd"), object{"region": "overseas"}))
	s.must(upstream, put, "/v1/accounts/person", person("张三"))
	s.must(upstream, put, "/v1/accounts/club", certification("organization", "某某协会", companyID))
	s.account("rich")
	s.account("debtor")
	s.consumed(
		bill("c1", "acct", "1000.00"), bill("spent", "acct", "50.00"), bill("refunded", "acct", "10.00"),
		with(bill("today", "acct", "5.00"), object{"paid_at": stamp("2026-09-18 12:00:00")}),
		with(bill("prepaid", "acct", "7.00"), object{"charge": "prepaid", "resources_created_at": stamp("2026-09-15 13:00:00")}),
		with(bill("market", "acct", "5.00"), object{"seller": "isv-1"}),
		with(bill("by-agent", "acct", "5.00"), object{"payer": "agent"}),
		bill("rich", "rich", "999999999999.00"), bill("indebted", "debtor", "600.00"),
	)
	s.must(upstream, post, refunds, items(refundOf("r1", "refunded", "4.00")))
	s.applied("spent", object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"spent"}})
	debtor := access.Identity{Subject: "qian", Role: access.Customer, Account: "debtor"}
	a := s.must(debtor, post, "/v1/accounts/debtor/applications", eInvoice("600.00"), "Idempotency-Key", "indebted")
	invoiceID = s.approved(a["id"].(string))[0]
	s.issued(invoiceID, "26110000000000000001")
	s.must(upstream, post, refunds, items(refundOf("debt", "indebted", "500.00")))
	s.consumed(bill("covers-some", "debtor", "300.00"))
	return invoiceID
}

// O5: every rule refuses with its stable code, names the member at fault, and changes nothing.
func TestO5EveryRefusalHasACase(t *testing.T) {
	s := newService(t)
	issued := prepareRefusals(s)
	claimed := s.applied("claimed", eInvoice("1.00"))
	s.must(finance, post, "/v1/applications/"+claimed+"/claim", nil)
	planned := s.must(customer, get, "/v1/applications/"+claimed, nil)["invoices"].([]any)[0].(object)["id"].(string)
	of := func(account string, body object) refusedCall {
		return refusedCall{
			who: upstream, method: post, path: "/v1/accounts/" + account + "/applications", body: body, headers: []string{"Idempotency-Key", "k-" + account},
		}
	}
	refuse := func(rule string, code refusal.Code, field string, call refusedCall) refusedCall {
		call.rule, call.code, call.field = rule, code, field
		return call
	}
	mine := func(changes object) refusedCall { return of("acct", with(eInvoice("10.00"), changes)) }
	chosen := func(ids ...string) refusedCall {
		return of("acct", object{"kind": "ordinary", "medium": "electronic", "consumptions": ids})
	}
	consume := func(changes object) refusedCall {
		return refusedCall{
			who: upstream, method: post, path: consumptions,
			body: items(bill("fresh", "acct", "1.00"), with(bill("new", "acct", "1.00"), changes)),
		}
	}
	refund := func(id, consumption, cash string) refusedCall {
		return refusedCall{who: upstream, method: post, path: refunds, body: items(refundOf("fresh", "c1", "1.00"), refundOf(id, consumption, cash))}
	}
	event := func(path, instant string) refusedCall {
		return refusedCall{who: upstream, method: post, path: consumptions + "/" + path, body: object{"at": stamp(instant)}}
	}
	asFinance := func(path string, body any) refusedCall {
		return refusedCall{who: finance, method: post, path: path, body: body}
	}
	asService := func(path string, body any) refusedCall {
		return refusedCall{who: upstream, method: post, path: path, body: body}
	}
	hook := "/v1/webhooks/" + s.subscribed()["webhook"]
	delivered := fmt.Sprintf("%s/deliveries/%d/redeliver", hook, s.told())
	certify := func(kind, name, taxpayerID string) refusedCall {
		return refusedCall{who: upstream, method: put, path: "/v1/accounts/acct", body: certification(kind, name, taxpayerID)}
	}
	cases := []refusedCall{
		refuse("A1 a company has a number", refusal.TaxpayerIDRequired, "certification.taxpayer_id", certify("enterprise", "北京甲科技有限公司", "")),
		refuse("A1 with a right check character", refusal.TaxpayerIDInvalid, "certification.taxpayer_id",
			certify("enterprise", "北京甲科技有限公司", "91110000802100433A")),
		refuse("A1 and length", refusal.TaxpayerIDInvalid, "certification.taxpayer_id", certify("enterprise", "北京甲科技有限公司", "9111")),
		refuse("A1 a right number needs no word", refusal.TaxpayerIDRight, "taxpayer_id",
			asFinance("/v1/accounts/acct/taxpayer-ids", object{"taxpayer_id": companyID, "reason": "营业执照"})),
		refuse("A1 a number has 18 characters", refusal.TaxpayerIDInvalid, "taxpayer_id",
			asFinance("/v1/accounts/acct/taxpayer-ids", object{"taxpayer_id": "9111", "reason": "营业执照"})),
		refuse("A1 certified, hence named", refusal.InvalidRequest, "certification.name", certify("individual", "", "")),

		refuse("R6 a change is named", refusal.ChangeNotNamed, "change", certify("enterprise", "北京新甲科技有限公司", companyID)),
		refuse("R6 a name change is no subject change", refusal.SubjectDiffers, "certification", refusedCall{
			who: upstream, method: put, path: "/v1/accounts/acct", body: with(person("张三"), object{"change": "name"}),
		}),
		refuse("R6 not while something is pending", refusal.SubjectPending, "change", refusedCall{
			who: upstream, method: put, path: "/v1/accounts/acct", body: with(person("张三"), object{"change": "subject"}),
		}),
		refuse("L13 not while something is outstanding", refusal.SubjectOwes, "change", refusedCall{
			who: upstream, method: put, path: "/v1/accounts/debtor", body: with(person("张三"), object{"change": "subject"}),
		}),
		refuse("O5 the account exists", refusal.UnknownAccount, "items[1].account", consume(object{"account": "nobody"})),
		refuse("L6 the payer exists", refusal.UnknownPayer, "items[1].payer", consume(object{"payer": "nobody"})),
		refuse("O5 no id twice", refusal.ConflictingDuplicate, "items[1].id", consume(object{"id": "c1"})),
		refuse("O5 not even in one call", refusal.ConflictingDuplicate, "items[1].id", consume(object{"id": "fresh", "cash": "2.00"})),
		refuse("L2 created once", refusal.AlreadyRecorded, "at", event("prepaid/resources-created", "2026-09-16 12:00:00")),
		refuse("O5 of a consumption", refusal.NotFound, "", event("nothing/resources-created", "2026-09-16 12:00:00")),

		refuse("O5 refund of a consumption", refusal.UnknownConsumption, "items[1].consumption", refund("r2", "nothing", "1.00")),
		refuse("L7 not more than was paid", refusal.RefundExceedsCash, "items[1].cash", refund("r2", "refunded", "6.01")),
		refuse("L7 all refunds together", refusal.RefundExceedsCash, "items[1].cash", refund("r2", "c1", "999.01")),
		refuse("O5 paid before refunded", refusal.TimeOrder, "items[0].refunded_at", refusedCall{
			who: upstream, method: post, path: refunds, body: items(with(refundOf("r2", "c1", "1.00"), object{"refunded_at": stamp("2026-09-15 11:00:00")})),
		}),
		refuse("L7 something", refusal.InvalidRequest, "items[1].cash", refund("r2", "c1", "0.00")),
		refuse("O5 a refund's id", refusal.ConflictingDuplicate, "items[1].id", refund("r1", "refunded", "3.00")),

		refuse("A1", refusal.NotCertified, "", of("anonymous", eInvoice("1.00"))),
		refuse("A9", refusal.ProformaOnly, "", of("abroad", eInvoice("1.00"))),
		refuse("A3 case 14", refusal.SpecialPaperOnly, "kind", mine(object{"kind": "special"})),
		refuse("A3 case 15", refusal.SpecialNotForType, "kind", of("person", onPaper("1.00"))),
		refuse("A3 organizations", refusal.SpecialNotForType, "kind", of("club", onPaper("1.00"))),
		refuse("A4 case 16", refusal.TitleNotCertified, "title", mine(object{"title": object{"title": "北京乙科技有限公司", "taxpayer_id": companyID}})),
		refuse("A4 case 17", refusal.TaxpayerIDRequired, "title.taxpayer_id",
			of("person", with(eInvoice("1.00"), object{"title": object{"title": "上海甲科技有限公司"}}))),
		refuse("A4 check character", refusal.TaxpayerIDInvalid, "title.taxpayer_id",
			of("person", with(eInvoice("1.00"), object{"title": object{"title": "上海甲科技有限公司", "taxpayer_id": "91110000802100433A"}}))),
		refuse("A5 titles", refusal.UnknownTemplate, "title", mine(object{"title": "no-such-title"})),
		refuse("A5 addresses", refusal.UnknownTemplate, "address", mine(object{"medium": "paper", "address": "no-such-address"})),
		refuse("A6", refusal.RemarkTooLong, "remark", mine(object{"remark": strings.Repeat("长", 451)})),
		refuse("R4", refusal.AddressRequired, "address", mine(object{"medium": "paper"})),
		refuse("A2 neither", refusal.NothingSelected, "amount", mine(object{"amount": nil})),
		refuse("A2 both", refusal.AmountOrConsumptions, "amount", mine(object{"consumptions": []string{"c1"}})),
		refuse("A7 case 9", refusal.BelowMinimum, "amount", mine(object{"amount": "0.00"})),
		refuse("A7 how many", refusal.TooManyInvoices, "amount", of("rich", eInvoice("999999999999.00"))),
		refuse("L4 not more than there is", refusal.NotEnoughAvailable, "amount", mine(object{"amount": "999999.00"})),
		refuse("L3", refusal.NotReleased, "consumptions[1]", chosen("c1", "today")),
		refuse("L4 not twice", refusal.NothingLeft, "consumptions[0]", chosen("spent")),
		refuse("O5 of a record", refusal.UnknownConsumption, "consumptions[0]", chosen("nothing")),
		refuse("A7 one seller", refusal.OtherSeller, "consumptions[0]", chosen("market")),
		refuse("L6 case 24", refusal.PaidByAgent, "consumptions[0]", chosen("by-agent")),
		refuse("L5 a vendor's records are its own", refusal.NotEnoughAvailable, "amount", mine(object{"seller": "isv-1"})),
		refuse("L10 case 21", refusal.OutstandingNotCovered, "amount", of("debtor", eInvoice("300.00"))),
		refuse("O5 the key of another request", refusal.IdempotencyKeyReused, "", refusedCall{
			who: customer, method: post, path: applications, body: eInvoice("2.00"), headers: []string{"Idempotency-Key", "claimed"},
		}),

		refuse("R2 case 29", refusal.NeedsTicket, "", refusedCall{who: customer, method: post, path: "/v1/applications/" + claimed + "/cancel"}),
		refuse("R4 an e-invoice has no address", refusal.PaperOnly, "address", refusedCall{
			who: customer, method: post, path: "/v1/tickets", headers: []string{"Idempotency-Key", "elsewhere"},
			body: object{"kind": "change_address", "application": claimed, "note": "", "address": elsewhere},
		}),
		refuse("R4 where to", refusal.InvalidRequest, "address", refusedCall{
			who: customer, method: post, path: "/v1/tickets", headers: []string{"Idempotency-Key", "nowhere"},
			body: object{"kind": "change_address", "application": claimed, "note": ""},
		}),
		refuse("R2 what is meant", refusal.InvalidRequest, "application", refusedCall{
			who: customer, method: post, path: "/v1/tickets", headers: []string{"Idempotency-Key", "nothing"}, body: object{"kind": "cancel", "note": ""},
		}),
		refuse("R1 a reason for the customer", refusal.InvalidRequest, "reason", asFinance("/v1/applications/"+claimed+"/reject", nil)),
		refuse("I2 not before it is issued", refusal.WrongState, "", asFinance("/v1/invoices/"+planned+"/ship", object{"tracking_number": "SF1"})),
		refuse("I2 no e-invoice", refusal.WrongState, "", asFinance("/v1/invoices/"+issued+"/ship", object{"tracking_number": "SF1"})),
		refuse("I2 not before it is shipped", refusal.WrongState, "", asFinance("/v1/invoices/"+issued+"/delivered", nil)),
		refuse("I6", refusal.FileNotReady, "", refusedCall{who: finance, method: get, path: "/v1/invoices/" + issued + "/files/pdf"}),
		refuse("O3 nowhere", refusal.InvalidRequest, "url", asService("/v1/webhooks", object{"url": "https://user@example.com/"})),
		refuse("O3 not into this network", refusal.EndpointNotAllowed, "url", asService("/v1/webhooks", object{"url": "http://10.0.0.1/hooks"})),
		refuse("O3 once", refusal.WebhookExists, "url", asService("/v1/webhooks", object{"url": "https://example.com/hooks"})),
		refuse("O3 what was delivered", refusal.WrongState, "", asService(delivered, nil)),
		refuse("O3 what there is not", refusal.NotFound, "", asService("/v1/webhooks/none/deliveries/1/redeliver", nil)),
		refuse("O3 a list's cursor", refusal.InvalidRequest, "cursor", refusedCall{who: upstream, method: get, path: hook + "/deliveries?cursor=YWJj"}),
		refuse("O4 a list's cursor", refusal.InvalidRequest, "cursor",
			refusedCall{who: auditor, method: get, path: "/v1/audit?object=account/acct&cursor=YWJj"}),
		refuse("O4 what has no trail", refusal.InvalidRequest, "object", refusedCall{who: auditor, method: get, path: "/v1/audit?object=secret/1"}),

		refuse("O5 no such object", refusal.NotFound, "", refusedCall{who: customer, method: get, path: "/v1/invoices/no-such-invoice"}),
		refuse("O5 a call's cursor", refusal.InvalidRequest, "cursor",
			refusedCall{who: finance, method: get, path: "/v1/invoices/" + issued + "/timeline?cursor=YWJj"}),
	}
	statuses := map[refusal.Class]int{
		refusal.Malformed: http.StatusBadRequest, refusal.Unacceptable: http.StatusUnprocessableEntity,
		refusal.Conflict: http.StatusConflict, refusal.Missing: http.StatusNotFound,
	}
	seen := map[refusal.Code]bool{}
	for _, c := range cases {
		seen[c.code] = true
		s.t = t
		t.Run(c.rule, func(t *testing.T) {
			s.t = t
			a := s.refused(statuses[refusal.New(c.code, "").Class()], string(c.code), c.field, c.who, c.method, c.path, c.body, c.headers...)
			require.NotContains(t, string(a.bytes), "%!", "a sentence lacks its values")
		})
	}
	// A balance shows it as the reason for which one cannot apply at all.
	seen[refusal.NothingAvailable] = true
	for _, code := range []refusal.Code{refusal.AlreadySent, refusal.AlreadyIssued, refusal.AddressFixed} {
		seen[code] = true // TestR2ATicketCancelsAtEachStage, TestR2AMessageDoesNotCancelWhatIsIssued, TestR4TheAddressIsChangedUntilTheCourierIsOrdered
	}
	for _, code := range []refusal.Code{
		refusal.RedIssueInstead, refusal.TicketExists, refusal.MaterialsMissing, // TestV3WhatIsVoidedByTicket
		refusal.MaterialUnsuitable, refusal.MaterialOfFinance, refusal.TooManyMaterials, refusal.FreightNotPrepaid, // TestV3WhoHandsInWhat
		refusal.FileActive, refusal.FileDimensions, // TestS11… of domain/upload, TestI8WhatIsNoFileOfAnInvoice
		refusal.FileTooLarge, refusal.FileType, refusal.FileDamaged, refusal.FileAmbiguous, // TestV3MaterialsAreCheckedByTheirContent
		refusal.ProformaNotOffered, refusal.ProformaBefore, // TestA9ARecordStandsOnOneProforma
		refusal.Unprintable, // TestA9WhatCannotBePrintedIsRefused
	} {
		seen[code] = true
	}
	for _, code := range []refusal.Code{
		refusal.PaperByTicket, refusal.ReversalRunning, refusal.NoReversalRunning, refusal.AlreadyReversed, refusal.NotIssued, refusal.NotReversed,
		refusal.UnknownLine, refusal.ExceedsRemaining,
	} {
		seen[code] = true // TestV2EveryRefusalOfAReversal, TestV4OldRedAndNewShowEachOther
	}
	seen[refusal.RegistrationRequired], seen[refusal.RegistrationInvalid] = true, true // TestM1A11AnAccountAbroadHasItsOwnNumber
	for _, code := range []refusal.Code{
		refusal.MasterInvoices, refusal.InvoicedByMaster, // TestA13TrusteeshipFromItsInstantToItsEnd
		refusal.MasterOfItself, refusal.UnknownMaster, refusal.GroupNotCertified, refusal.GroupAbroad, refusal.AlreadyMember, refusal.MasterIsMember,
		refusal.MemberIsMaster, refusal.LinkInThePast, // TestA13WhatCannotBeAGroup
		refusal.MemberTitleOnly,  // TestA13AMasterAppliesUnderTheMembersTitleOnly
		refusal.OutstandingFirst, // TestA14WhatIsSkippedSaysWhy
	} {
		seen[code] = true
	}
	seen[refusal.NoCorrection], seen[refusal.NeedsSecondPerson] = true, true // TestM7ASecondPersonConfirmsAnotherTitle
	seen[refusal.NeedsPermission] = true                                     // TestO1WhichPermissionACallNeeds
	seen[refusal.TaxRateNotInUse] = true                                     // TestM9OnlyTheRatesOfThePolicyAreTaken
	seen[refusal.SpecialNeedsTax] = true                                     // TestM9NoSpecialInvoiceForWhatBearsNoTax
	seen[refusal.OtherSubject] = true                                        // TestR6ASubjectChangeWaitsForWhatIsPendingAndLeavesTheOldConsumption
	require.Equal(t, "nothing_available", s.must(upstream, get, "/v1/accounts/club/invoiceable", nil)["blocked"].([]any)[0].(object)["code"])
	// The policy of these tests offers every kind that a sentence of its own does not refuse.
	seen[refusal.KindNotOffered] = true
	for _, code := range []refusal.Code{
		refusal.NumberInvalid, refusal.NumberTaken, refusal.IssueDateImpossible, refusal.ElectronicOnly, refusal.FileNotOfFormat, refusal.FileDiffers,
		refusal.IssuedByVendor,
	} {
		seen[code] = true // TestI8WhatAVendorCannotSay, TestI8WhatIsNoFileOfAnInvoice, TestI8OnlyTheVendorUndoesWhatItIssued
	}
	// TestI8AVendorIsRemindedAndNotTooOften, TestI8AVendorWithoutMailIsNotReminded, TestI2ATrackingNumberIsCorrected, TestWhatIsOfferedIsWhatHappens
	seen[refusal.RemindedBefore], seen[refusal.VendorWithoutMail] = true, true
	seen[refusal.TrackingNumberTaken], seen[refusal.ParcelOrdered] = true, true
	seen[refusal.ParcelNotReturned] = true // TestV7AReturnedParcelIsSentAgain
	for _, code := range []refusal.Code{
		refusal.TextBlank, refusal.TextCharacter, refusal.TextTooLong, refusal.TextNotUTF8, refusal.PhoneInvalid, refusal.PhoneShort, refusal.EmailInvalid,
		refusal.TooManyAddresses,
		refusal.GlyphMissing, // TestT4…, TestT5…, TestT6…, TestT8… here and in domain/text
		refusal.JSONMalformed, refusal.JSONCutOff, refusal.JSONDuplicate, refusal.JSONUnknown, refusal.JSONNotUTF8, refusal.JSONSurrogate,
		refusal.JSONTooDeep, refusal.JSONTooMany, refusal.JSONTrailing, refusal.JSONUnexpected, // TestT1T2T3… here and in domain/strictjson
	} {
		seen[code] = true
	}
	// Balances show them as reasons: TestM4AFormerSubjectStaysReadableAndReversible, TestM17WhatAnAgentPaidIsSaid.
	seen[refusal.FormerSubject], seen[refusal.AgentPaid] = true, true
	seen[refusal.RedDateImpossible], seen[refusal.PaperAsAWhole] = true, true // TestM5WhatAVendorCannotReport
	for _, code := range refusal.Codes() {
		require.True(t, seen[code], "no case for %s", code)
	}
	s.t = t
	s.sound()
}

func TestTheBodyIsJSONOfAModestSize(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.refused(http.StatusBadRequest, "invalid_request", "", upstream, put, "/v1/accounts/acct", "{")
	s.refused(http.StatusBadRequest, "invalid_request", "", upstream, put, "/v1/accounts/acct", "")
	s.refused(http.StatusBadRequest, "invalid_request", "", upstream, put, "/v1/accounts/acct", "[]")
	s.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", "", upstream, put, "/v1/accounts/acct", "a: 1", "Content-Type", "application/yaml")
	s.refused(http.StatusRequestEntityTooLarge, "body_too_large", "", upstream, put, "/v1/accounts/acct", `{"email":"`+strings.Repeat("a", 1<<20)+`"}`)
	s.refused(http.StatusNotFound, "no_such_call", "", upstream, get, "/v1/nothing", nil)
	other := s.refused(http.StatusMethodNotAllowed, "method_not_allowed", "", upstream, http.MethodDelete, "/v1/accounts/acct", nil)
	require.Equal(t, "GET, PUT", other.header.Get("Allow"))
	var many []object
	for range 1001 {
		many = append(many, bill("x", "acct", "1.00"))
	}
	s.refused(http.StatusBadRequest, "invalid_request", "items", upstream, post, consumptions, items(many...))
}

// P5: whoever sends a thousand bad items is told of fifty, and how many more there are.
func TestP5TheFirstFiftyErrorsAreListed(t *testing.T) {
	s := newService(t)
	s.account("acct")
	var many []object
	for n := range 1000 {
		many = append(many, bill(fmt.Sprint("bad", n), "acct", "1"))
	}
	a := s.refused(http.StatusBadRequest, "invalid_request", "items[0].cash", upstream, post, consumptions, items(many...))
	require.Len(t, a.body["errors"], 50)
	require.InDelta(t, 950, a.body["more"], 0)
	for n := range many {
		many[n] = bill(fmt.Sprint("nobody", n), "nobody", "1.00")
	}
	a = s.call(upstream, post, consumptions, items(many...))
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.LessOrEqual(t, len(a.body["errors"].([]any)), 50)
}
