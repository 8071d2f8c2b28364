package api

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/vendor"
	"kaipiao/office/read"
	"kaipiao/office/vendors"
)

// vendorIssueBody is what a marketplace vendor says of an invoice that it has issued.
type vendorIssueBody struct {
	Number   string `json:"number" minLength:"1" maxLength:"20" pattern:"^[0-9]+$" doc:"Its number (发票号码): 20 digits; 8 on paper." example:"26110000000000000001"`
	IssuedOn string `json:"issued_on" format:"date" doc:"The date on the invoice, from the application's day until today." example:"2026-09-18"`
}

// vendorRefusalBody is why a vendor will not issue an invoice.
type vendorRefusalBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" text:"lines" doc:"Why; the customer is told." example:"合同已终止"`
}

// vendorReversedBody is what a vendor says of a red document that it has issued; without lines, for everything that is left.
type vendorReversedBody struct {
	Number   string        `json:"number" minLength:"1" maxLength:"20" pattern:"^[0-9]+$" doc:"The number of the red document." example:"26110000000000000009"`
	IssuedOn string        `json:"issued_on" format:"date" doc:"The date on it, between that of the invoice and today." example:"2026-09-18"`
	Lines    []RedLineBody `json:"lines,omitempty" maxItems:"2000" minItems:"1" doc:"How much of which lines; left out for everything that is left."`
}

func (s *surface) vendors() {
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/remind", does: access.RemindVendor,
		summary: "Ask a vendor for an invoice that it has not issued yet",
	}, s.remindVendor)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/refuse", does: access.RefuseInvoice,
		summary: "A vendor will not issue an invoice of its queue",
	}, s.refuseByVendor)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/reversed", does: access.ReportReversed,
		summary: "A vendor has red-issued an invoice of its own, wholly or in part",
	}, s.reversedByVendor)
	on(s, call{
		method: http.MethodPut, path: "/v1/invoices/{id}/red/{reversal}/files/{format}", does: access.HandInRedFile, form: fileBodyForm,
		summary: "A vendor hands in a file of a red document of its own: the bytes, 10 MiB at most",
	}, s.putRedFile)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/issue", does: access.IssueInvoice,
		summary: "A vendor has issued an invoice of its own",
	}, s.issueByVendor)
	on(s, call{
		method: http.MethodPut, path: "/v1/invoices/{id}/files/{format}",
		summary: "A vendor hands in a file of an e-invoice of its own: the bytes, 10 MiB at most",
		does:    access.HandInInvoiceFile, form: fileBodyForm,
	}, s.putFile)
}

func (s *surface) remindVendor(ctx context.Context, in *ObjectPath[ids.Invoice]) (*invoiceAnswer, error) {
	if err := s.Office.Vendors.Remind(ctx, in.ID, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, in)
}

// offersOf are what the caller may do with an invoice, with what the policy and the clock say of reminding its vendor.
func (s *surface) offersOf(ctx context.Context, i read.Invoice) []life.Offer {
	offers := slices.DeleteFunc(i.Offers(actorOf(ctx)), func(offer life.Offer) bool { return s.offered(offer.Action) != nil })
	for n := range offers {
		if offers[n].Action == invoice.Remind && offers[n].Why == nil {
			err := vendor.CheckReminder(i.Seller, s.Policy.Vendors[i.Seller].Email, i.RemindedAt, s.Now())
			offers[n] = invoice.Life.Offer(string(i.ID), invoice.Remind, err)
		}
	}
	return offers
}

func (s *surface) issueByVendor(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body vendorIssueBody
},
) (*invoiceAnswer, error) {
	on, err := calendar.ParseDate(in.Body.IssuedOn)
	if err != nil {
		return nil, malformed("issued_on", "Write a date such as 2026-09-18.", "请填写日期，如 2026-09-18。")
	}
	said := vendor.Issue{Vendor: callerOf(ctx).Vendor, Number: in.Body.Number, IssuedOn: on, By: actorOf(ctx)}
	if err := s.Office.Vendors.Issue(ctx, in.ID, said, s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

// sentFile is a body that is a file, as it comes.
type sentFile struct{ sentBody }

// Resolve takes it.
func (f *sentFile) Resolve(ctx huma.Context) []error {
	f.sentBody = uploaded(ctx, fileUpload)
	return nil
}

// fileBodyForm describes such a body.
var fileBodyForm = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{
	Type: huma.TypeString, Format: "binary",
}}}}

// vendorFiles are those that are taken in.
var vendorFiles = fileKind{folder: "incoming", largest: fileBody, tooLarge: bodyTooLarge(fileBody)}

// handedIn takes in a file, and has it looked at.
func (f *sentFile) handedIn(ctx context.Context, s *surface, format invoice.FileFormat, take func(vendors.HandedIn) error) error {
	if f.size > fileBody {
		return bodyTooLarge(fileBody)
	}
	file, err := s.takeIn(ctx, vendorFiles, "", f.body)
	if err != nil {
		return errors.Join(err, file.forget(ctx))
	}
	f.body.done()
	return file.examined(ctx, func(content []byte) error {
		return take(vendors.HandedIn{Vendor: callerOf(ctx).Vendor, Format: format, Content: content, By: actorOf(ctx)})
	})
}

func (s *surface) putFile(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Format invoice.FileFormat `path:"format" enum:"pdf,ofd,xml"`
	sentFile
},
) (*invoiceAnswer, error) {
	err := in.handedIn(ctx, s, in.Format, func(handed vendors.HandedIn) error {
		return s.Office.Vendors.HandIn(ctx, in.ID, handed, s.Files, s.Now())
	})
	if err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

func (s *surface) refuseByVendor(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body vendorRefusalBody
},
) (*invoiceAnswer, error) {
	said := vendor.Refusal{Vendor: callerOf(ctx).Vendor, Reason: in.Body.Reason, By: actorOf(ctx)}
	if err := s.Office.Vendors.Refuse(ctx, in.ID, said, s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

func (s *surface) reversedByVendor(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body vendorReversedBody
},
) (*invoiceAnswer, error) {
	on, err := calendar.ParseDate(in.Body.IssuedOn)
	if err != nil {
		return nil, malformed("issued_on", "Write a date such as 2026-09-18.", "请填写日期，如 2026-09-18。")
	}
	said := vendor.Reversal{Vendor: callerOf(ctx).Vendor, Number: in.Body.Number, IssuedOn: on, By: actorOf(ctx)}
	if said.Nets, err = netsOf(in.Body.Lines); err != nil {
		return nil, err
	}
	if err := s.Office.Vendors.Reversed(ctx, in.ID, said, s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

func (s *surface) putRedFile(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Reversal ids.Reversal       `path:"reversal" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
	Format   invoice.FileFormat `path:"format" enum:"pdf,ofd,xml"`
	sentFile
},
) (*invoiceAnswer, error) {
	err := in.handedIn(ctx, s, in.Format, func(handed vendors.HandedIn) error {
		return s.Office.Vendors.HandInRed(ctx, in.ID, in.Reversal, handed, s.Files, s.Now())
	})
	if err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

// ofVendor refuses an invoice of anybody else to a vendor as if it did not exist (O1); other roles pass.
func (s *surface) ofVendor(ctx context.Context, id ids.Invoice) error {
	if callerOf(ctx).Role != access.Vendor {
		return nil
	}
	_, err := s.ownInvoice(ctx, id)
	return err
}

// shownTo shows invoices as the caller may see them: a vendor is told what the invoice needs, not whose account it is.
func (s *surface) shownTo(ctx context.Context) func(read.Invoice) Invoice {
	return func(i read.Invoice) Invoice {
		shown := s.showInvoice(ctx, i)
		if callerOf(ctx).Role == access.Vendor {
			shown.Account = ""
		}
		return shown
	}
}

// eventShownTo shows events as the caller may see them: to a vendor, other people are their roles and write nothing.
func eventShownTo(ctx context.Context) func(event.Event) Event {
	caller := callerOf(ctx)
	return func(e event.Event) Event {
		shown := showEvent(e)
		if caller.Role != access.Vendor || e.Who.Machine() || e.Who.Kind == actor.Vendor {
			return shown
		}
		shown.Who = string(e.Who.Kind)
		shown.Detail = ""
		return shown
	}
}

// sellerOf is the seller as it stands on an invoice: as it was frozen (A12), and before that the configured company (A10), or the
// vendor (L5).
func (s *surface) sellerOf(i read.Invoice) invoice.Party {
	switch {
	case i.Printed != nil:
		return i.Printed.Seller
	case i.Seller == invoice.Platform:
		return s.Policy.Seller.Party
	default:
		return s.Policy.Vendor(i.Seller)
	}
}
