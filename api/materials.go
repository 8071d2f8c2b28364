package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/domain/upload"
)

// uploadForm describes the form by which a material is handed in.
var uploadForm = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
	Type: huma.TypeObject, Required: []string{"type", "file"}, AdditionalProperties: false, Properties: map[string]*huma.Schema{
		"type": {Type: huma.TypeString, Enum: listed(ticket.HandedInTypes()), Description: handedInTypes().description()},
		"freight": {
			Type: huma.TypeString, Enum: []any{"prepaid", "collect"},
			Description: vocabularyOf[ticket.Freight]().description() + " For original_received, and only for it.",
		},
		"file": {Type: huma.TypeString, Format: "binary", Description: "PNG, JPEG or PDF, by its content; 10 MiB at most."},
	},
}}}}

// handedInTypes are those that people hand in.
func handedInTypes() vocabulary {
	handedIn := vocabularyOf[ticket.MaterialType]().without(func(word string) bool {
		return !slices.Contains(ticket.HandedInTypes(), ticket.MaterialType(word))
	})
	handedIn.says = "What the file is (工单材料); original_received, template and stamped_scan are finance's."
	return handedIn
}

// HandedIn is a material with what came of it.
type HandedIn struct {
	Material
	Ticket  ids.Ticket            `json:"ticket" doc:"The ticket that the material belongs to."`
	Status  ticket.Status         `json:"status"`
	Missing []ticket.MaterialType `json:"missing" nullable:"false" doc:"What the ticket still cannot be decided without."`
}

type handedInAnswer struct{ Body HandedIn }

func (s *surface) materials() {
	const path = "/v1/tickets/{id}/materials"
	on(s, call{
		method: http.MethodPost, path: path, summary: "Hand in a material", does: access.HandInMaterial, status: http.StatusCreated,
		form: uploadForm,
	}, s.addMaterial)
	on(s, call{method: http.MethodGet, path: path + "/{material}", summary: "The file of a material", does: access.ReadMaterial}, s.getMaterial)
}

// uploadRequest is a form with a file.
type uploadRequest struct {
	ObjectPath[ids.Ticket]
	sentBody
}

// Resolve takes the body.
func (u *uploadRequest) Resolve(ctx huma.Context) []error {
	u.sentBody = uploaded(ctx, fileUpload)
	return nil
}

// mostOfAForm is how large a form with a material may be; what is a little too large is refused by its name.
const mostOfAForm = ticket.MaterialBytes + smallBody

// materialForm is how such a form is read. All of its values are words of ours.
var materialForm = formKind{
	described: uploadForm, longest: 64, file: fileKind{folder: "incoming", largest: mostOfAForm, tooLarge: bodyTooLarge(mostOfAForm)},
}

func (s *surface) addMaterial(ctx context.Context, in *uploadRequest) (*handedInAnswer, error) {
	if _, err := s.ownTicket(ctx, in.ID); err != nil {
		return nil, err
	}
	if in.size > mostOfAForm {
		return nil, bodyTooLarge(mostOfAForm)
	}
	sent, err := s.readForm(ctx, materialForm, in.sentBody)
	if err == nil {
		err = sent.checkWords(uploadForm)
	}
	if err != nil {
		return nil, errors.Join(err, sent.forget(ctx))
	}
	handed := ticket.HandedIn{Type: ticket.MaterialType(sent.values["type"]), Freight: ticket.Freight(sent.values["freight"])}
	var changed ticket.Ticket
	var added ticket.Material
	err = sent.file.examined(ctx, func(content []byte) error {
		handed.File = content
		changed, added, err = s.Office.Tickets.AddMaterial(ctx, in.ID, handed, actorOf(ctx), s.Files, s.Now())
		return err
	})
	return &handedInAnswer{Body: HandedIn{
		Material: showMaterial(in.ID, added), Ticket: changed.ID, Status: changed.Status, Missing: append([]ticket.MaterialType{}, changed.Missing...),
	}}, err
}

// getMaterial hands out a file that somebody handed in: to be saved, and never to be shown by a browser.
func (s *surface) getMaterial(ctx context.Context, in *struct {
	ObjectPath[ids.Ticket]
	Material ids.Material `path:"material" maxLength:"80" pattern:"^[A-Za-z0-9-]+$"`
},
) (*huma.StreamResponse, error) {
	of, err := s.ownTicket(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range of.Materials {
		if m.ID != in.Material {
			continue
		}
		return s.sendFile(ctx, download{
			key: m.Key, name: fmt.Sprintf("%s-%s.%s", m.Type, m.ID, upload.Format(m.ContentType).Extension()), contentType: m.ContentType,
			sha256: m.SHA256, size: m.Size,
		})
	}
	return nil, refusal.New(refusal.NotFound, "", "material")
}
