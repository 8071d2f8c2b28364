package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/document"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/domain/upload"
)

// FormHref is a form to download, fill in, and hand in as a material of its type.
type FormHref struct {
	Type ticket.MaterialType `json:"type"`
	Href string              `json:"href"`
}

// ReturnAddress is where originals are sent back to.
type ReturnAddress struct {
	Address   string `json:"address"`
	Recipient string `json:"recipient"`
	Phone     string `json:"phone"`
}

func (s *surface) forms() {
	on(s, call{
		method: http.MethodGet, path: "/v1/templates/{type}", does: access.ReadForm,
		summary: "A form to fill in, as PDF: the loss certificate, the rejection certificate, or the note of the reason for voiding",
	}, s.getForm)
}

func (s *surface) getForm(_ context.Context, in *struct {
	Type ticket.MaterialType `path:"type" enum:"loss_certificate,rejection_certificate,void_note"`
},
) (*fileAnswer, error) {
	form, found := document.FormOf(in.Type, s.Policy.Seller.Party)
	if !found {
		return nil, refusal.New(refusal.NotFound, "", "template")
	}
	content, err := s.Press.Form(form)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	return &fileAnswer{
		ContentType: string(upload.PDF),
		Disposition: `attachment; filename="` + string(in.Type) + `.pdf"`, ETag: `"` + hex.EncodeToString(sum[:]) + `"`, Body: content,
	}, nil
}

// handingIn tells what a customer needs for what is missing: where originals go, and the forms to fill in (V3, V6).
func (s *surface) handingIn(missing []ticket.MaterialType) (*ReturnAddress, []FormHref) {
	var returned *ReturnAddress
	forms := []FormHref{}
	for _, material := range missing {
		if material == ticket.OriginalReceived {
			address := ReturnAddress(s.Policy.Returns)
			returned = &address
		}
		if _, found := document.FormOf(material, s.Policy.Seller.Party); found {
			forms = append(forms, FormHref{Type: material, Href: "/v1/templates/" + string(material)})
		}
	}
	return returned, forms
}
