package api

import (
	"context"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
	"kaipiao/office/parcels"
)

type shipBody struct {
	TrackingNumber string `json:"tracking_number" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9-]+$" doc:"The courier's number of the parcel (快递单号)."`
	Company        string `json:"company,omitempty" maxLength:"100" text:"line" doc:"The courier company (快递公司); left out, it stays empty." example:"顺丰速运"`
}

// courierEvent is what the courier pushes about a parcel.
type courierEvent struct {
	Reference      string               `json:"reference" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9-]+$" doc:"Our own, which was given with the order."`
	TrackingNumber string               `json:"tracking_number" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9-]+$" doc:"The parcel's number (快递单号)."`
	Status         parcel.CarrierStatus `json:"status" enum:"picked_up,in_transit,signed,returned"`
	At             time.Time            `json:"at" doc:"When it happened, by the courier." example:"2026-09-18T10:00:00+08:00"`
}

func (s *surface) parcels() {
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/ship", does: access.ShipInvoice,
		summary: "A paper invoice was handed to the courier, by the print desk or by its vendor",
	}, s.ship)
	on(s, call{method: http.MethodPost, path: "/v1/invoices/{id}/delivered", summary: "A paper invoice was received", does: access.DeliverInvoice}, s.delivered)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/resend", does: access.ResendInvoice,
		summary: "Send an invoice again whose parcel came back, to another address if need be",
	}, s.resend)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/ship/correction", does: access.CorrectShipping,
		summary: "Another tracking number was written down than the parcel has",
	}, s.correctShipping)
	on(s, call{
		method: http.MethodPost, path: "/v1/courier/events", status: http.StatusNoContent,
		summary: "The courier's push, signed with the shared secret",
	}, s.courierPush)
}

func (s *surface) ship(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body shipBody
},
) (*invoiceAnswer, error) {
	if err := s.ofVendor(ctx, in.ID); err != nil {
		return nil, err
	}
	if err := s.Office.Parcels.Ship(ctx, in.ID, in.Body.Company, in.Body.TrackingNumber, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

func (s *surface) delivered(ctx context.Context, in *ObjectPath[ids.Invoice]) (*invoiceAnswer, error) {
	if err := s.ofVendor(ctx, in.ID); err != nil {
		return nil, err
	}
	if err := s.Office.Parcels.Deliver(ctx, in.ID, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, in)
}

// resendBody says where to; left out, it is where the parcel went before.
type resendBody struct {
	Address *AddressBody `json:"address,omitempty" doc:"Where it is sent now; left out, where the parcel went before."`
}

func (s *surface) resend(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body *resendBody
},
) (*invoiceAnswer, error) {
	var address *invoice.Address
	if in.Body != nil && in.Body.Address != nil {
		given := in.Body.Address.address()
		address = &given
	}
	if err := s.Office.Parcels.Resend(ctx, in.ID, address, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

// correctionOfShippingBody is the right number of a parcel.
type correctionOfShippingBody struct {
	TrackingNumber string `json:"tracking_number" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9-]+$" doc:"The right number (快递单号)."`
	Company        string `json:"company,omitempty" maxLength:"100" text:"line" doc:"The courier company (快递公司); left out, it stays." example:"顺丰速运"`
	Reason         string `json:"reason" minLength:"1" maxLength:"500" text:"lines" doc:"Why the other one was written down." example:"单号录错"`
}

func (s *surface) correctShipping(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body correctionOfShippingBody
},
) (*invoiceAnswer, error) {
	right := parcels.Correction{TrackingNumber: in.Body.TrackingNumber, Company: in.Body.Company, Reason: in.Body.Reason}
	if err := s.Office.Parcels.CorrectShipping(ctx, in.ID, right, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

// courierPush takes a push only when it is signed: anybody could say that a parcel arrived.
func (s *surface) courierPush(ctx context.Context, in *struct {
	SignedPush
	RawBody []byte
	Body    courierEvent
},
) (*struct{}, error) {
	if !s.believed(s.CourierSecret, in.RawBody, in.SignedPush) {
		s.denials.note(ctx, access.Identity{}, "courier.report", codeUnauthorized)
		return nil, edgeProblem(codeUnauthorized, refusal.Words{English: "The signature is not the courier's.", Chinese: "签名不是快递公司的。"})
	}
	if err := plausible(in.Body.At, "at"); err != nil {
		return nil, err
	}
	if in.Body.At.Before(s.Now().Add(-oldestPush)) {
		return nil, malformed("at", "This is longer ago than pushes are repeated.", "该时间早于推送的重试期限。")
	}
	return nil, s.Office.Parcels.RecordEvent(ctx, parcel.CourierEvent{
		Reference: in.Body.Reference, TrackingNumber: in.Body.TrackingNumber, Status: in.Body.Status, At: instant(in.Body.At),
	}, s.Now())
}
