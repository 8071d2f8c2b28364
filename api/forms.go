package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/document"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/domain/upload"
)

type formAnswer struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	ETag        string `header:"ETag"`
	Body        []byte
}

// FormType is a type of material for which there is a form.
type FormType ticket.MaterialType

// Schema lists them.
func (FormType) Schema(huma.Registry) *huma.Schema {
	forms := vocabularyOf[ticket.MaterialType]().without(func(word string) bool {
		_, found := document.FormOf(ticket.MaterialType(word), invoice.Party{})
		return !found
	})
	forms.says = "Which form it is (单据模板)."
	return forms.schema()
}

// FormHref is a form to download, fill in, and hand in as a material of its type.
type FormHref struct {
	Type ticket.MaterialType `json:"type"`
	Href string              `json:"href" doc:"Where the empty form is downloaded, as PDF." example:"/v1/templates/loss_certificate"`
}

// ReturnAddress is where originals are sent back to.
type ReturnAddress struct {
	Address   string `json:"address" doc:"Where originals are sent back to (退票地址)."`
	Recipient string `json:"recipient" doc:"Who takes originals that come back (收件人)."`
	Phone     string `json:"phone" doc:"The phone number of that recipient (联系电话)." example:"010-58003107"`
}

func (s *surface) forms() {
	on(s, call{
		method: http.MethodGet, path: "/v1/templates/{type}", does: access.ReadForm,
		summary: "A form to fill in, as PDF: the loss certificate, the rejection certificate, or the note of the reason for voiding",
	}, s.getForm)
}

func (s *surface) getForm(_ context.Context, in *struct {
	Type FormType `path:"type"`
},
) (*formAnswer, error) {
	form, found := document.FormOf(ticket.MaterialType(in.Type), s.Policy.Seller.Party)
	if !found {
		return nil, refusal.New(refusal.NotFound, "", "template")
	}
	content, err := s.Press.Form(form)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	return &formAnswer{
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
