package api

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// Waybiller is the courier as far as callers ask it.
type Waybiller interface {
	// Waybill is the PDF to be stuck on a parcel that was ordered.
	Waybill(ctx context.Context, trackingNumber string) ([]byte, error)
}

// waybillTimeout bounds the courier's printing of a waybill, and the way of the file here.
const waybillTimeout = 25 * time.Second

func (s *surface) waybills() {
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/waybill", does: access.PrintWaybill,
		summary: "The waybill of a parcel that was ordered at the courier, as a PDF to be printed",
	}, s.printWaybill)
}

// printWaybill has the courier print what is stuck on a parcel. Who asked for it is noted before, because the recipient's address is on it (S12).
func (s *surface) printWaybill(ctx context.Context, in *ObjectPath[ids.Invoice]) (*huma.StreamResponse, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := i.Check(invoice.PrintWaybill, actorOf(ctx)); err != nil {
		return nil, err
	}
	if err := s.offered(invoice.PrintWaybill); err != nil {
		return nil, err
	}
	if !i.Parcel.Ordered { // people have sent it, and have its waybill
		return nil, edgeProblem(codeNotOffered, theCourier)
	}
	if err := s.Office.Parcels.NoteWaybill(ctx, i.ID, i.Parcel.TrackingNumber); err != nil {
		return nil, err
	}
	asking, stop := context.WithTimeout(ctx, waybillTimeout)
	defer stop()
	content, err := s.Waybills.Waybill(asking, i.Parcel.TrackingNumber)
	if err != nil {
		slog.WarnContext(ctx, "the courier does not print a waybill", "invoice", i.ID, "error", err)
		return nil, edgeProblem(codeCourierUnavailable)
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		answer.SetHeader("Content-Type", invoice.PDF.ContentType())
		answer.SetHeader("Content-Length", strconv.Itoa(len(content)))
		answer.SetHeader("Content-Disposition", "attachment; filename="+strconv.Quote("waybill-"+i.Parcel.TrackingNumber+".pdf"))
		_, _ = answer.BodyWriter().Write(content) // a caller that has gone away needs nothing
	}}, nil
}
