package afterwards

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/ticket"
)

type ticketDetail struct {
	api.Ticket
	Events []api.Event
}

func (t ticketDetail) path() string { return "/console/tickets/" + string(t.ID) }

// showTicket shows first whose turn it is, then what is missing (desk.md 3.6).
func showTicket(v *page.Visit) error {
	t := ticketDetail{}
	at := "/v1/tickets/" + url.PathEscape(v.Path("id"))
	if err := v.Get(at, &t.Ticket); err != nil {
		return err
	}
	happened, err := timeline(v, at+"/timeline")
	if err != nil {
		return err
	}
	t.Events = onlyExceptions(v, happened)
	return v.ShowAs(v.Status(), askWords(t.Kind), ticketPage(v, t))
}

// changeTicket makes one of the calls of a ticket; who is too late sees it as it is now.
func changeTicket(call, said string, body func(*page.Visit) any) page.Room {
	return func(v *page.Visit) error {
		id := url.PathEscape(v.Path("id"))
		err := v.Call(http.MethodPost, "/v1/tickets/"+id+"/"+call, body(v), nil)
		switch {
		case err == nil:
			return v.Go(after("/console/tickets/"+id, said))
		case v.Refused(err):
			return showTicket(v)
		default:
			return err
		}
	}
}

func nothing(*page.Visit) any { return nil }

func reasonGiven(v *page.Visit) any { return map[string]string{"reason": v.Form("reason")} }

// largestForm is a little more than the largest material, so that the API names what is too large.
const largestForm = 12 << 20

// handIn passes a file on to the API, which looks at its content and says what is wrong with it.
func handIn(v *page.Visit) error {
	id := url.PathEscape(v.Path("id"))
	v.R.Body = http.MaxBytesReader(v.W, v.R.Body, largestForm)
	if err := v.R.ParseMultipartForm(largestForm); err != nil {
		return tooLargeOrBroken(v)
	}
	sent, kind, err := formOf(v)
	if err != nil {
		return err
	}
	if sent == nil {
		v.Problem = &page.Problem{Problem: api.Problem{Status: http.StatusUnprocessableEntity, Detail: noFile.EN, DetailZH: noFile.ZH, Errors: []api.FieldProblem{
			{Field: "file", Message: noFile.EN, MessageZH: noFile.ZH},
		}}}
		return showTicket(v)
	}
	err = v.API().Send(v.R.Context(), v.Who, http.MethodPost, "/v1/tickets/"+id+"/materials", sent, nil, "Content-Type", kind)
	switch {
	case err == nil:
		return v.Go(after("/console/tickets/"+id, "handed_in"))
	case v.Refused(err) || page.ProblemOf(err).Status == http.StatusRequestEntityTooLarge:
		v.Problem = page.ProblemOf(err)
		return showTicket(v)
	default:
		return err
	}
}

func tooLargeOrBroken(v *page.Visit) error {
	v.Problem = &page.Problem{Problem: api.Problem{Status: http.StatusRequestEntityTooLarge, Detail: uploadHelp.EN, DetailZH: uploadHelp.ZH}}
	return showTicket(v)
}

// formOf makes the form that the API takes of the one that was handed in; nil where no file was chosen.
func formOf(v *page.Visit) (io.Reader, string, error) {
	file, header, err := v.R.FormFile("file")
	if err != nil || header.Filename == "" {
		return nil, "", nil // no file was chosen
	}
	defer file.Close() //nolint:errcheck // it was read only
	var written bytes.Buffer
	form := multipart.NewWriter(&written)
	if err := form.WriteField("type", v.Form("type")); err != nil {
		return nil, "", fmt.Errorf("write the form: %w", err)
	}
	part, err := form.CreateFormFile("file", header.Filename)
	if err != nil {
		return nil, "", fmt.Errorf("write the form: %w", err)
	}
	if _, err := io.Copy(part, file); err != nil {
		return nil, "", fmt.Errorf("read the file: %w", err)
	}
	if err := form.Close(); err != nil {
		return nil, "", fmt.Errorf("write the form: %w", err)
	}
	return &written, form.FormDataContentType(), nil
}

func materialFile(v *page.Visit) error {
	at := "/v1/tickets/" + url.PathEscape(v.Path("id"))
	return passFile(v, at, at+"/materials/"+url.PathEscape(v.Path("material")))
}

// turnWords say whose turn it is, what is to be done, and by when.
func turnWords(v *page.Visit, t api.Ticket) words.Text {
	switch {
	case t.Status == ticket.Done:
		return ticketOver
	case t.Withdrawn:
		return ticketWithdrawn
	case t.Status == ticket.Refused:
		return ticketRefused
	case isYourTurn(t) && t.Status == ticket.AwaitsMaterials:
		return missingSentence(t)
	case isYourTurn(t) && page.ActionOf(t.Actions, "confirm") != nil:
		return yourTurnConfirm
	case isYourTurn(t):
		return yourTurnOther
	case t.DueAt != nil:
		return financesTurn.With(format.By(*t.DueAt, v.Now, t.Provisional))
	default:
		return financesTurnOpen
	}
}

func isYourTurn(t api.Ticket) bool {
	return t.WaitingFor != nil && *t.WaitingFor == ticket.CustomersTurn
}

// missingSentence says what the customer has to send or to hand in.
func missingSentence(t api.Ticket) words.Text {
	var upload []words.Text
	for _, one := range t.Missing {
		if !one.FinancesOwn() {
			upload = append(upload, materialWords[one])
		}
	}
	listed := words.Joined("、", ", ", upload...)
	switch {
	case len(upload) == 0:
		return yourTurnReturn
	case len(upload) < len(t.Missing):
		return yourTurnBoth.With(listed)
	default:
		return yourTurnMaterials.With(listed)
	}
}

// there are the types of the materials that have come, each once.
func there(t api.Ticket) []ticket.MaterialType {
	var types []ticket.MaterialType
	for _, m := range t.Materials {
		if !slices.Contains(types, m.Type) {
			types = append(types, m.Type)
		}
	}
	return types
}

// handedInHere are the types that the customer can hand in for the ticket: what is missing first.
func handedInHere(t api.Ticket) []ticket.MaterialType {
	types := slices.DeleteFunc(slices.Clone(t.Missing), ticket.MaterialType.FinancesOwn)
	for _, one := range t.Kind.Row().Takes {
		if !one.FinancesOwn() && !slices.Contains(types, one) {
			types = append(types, one)
		}
	}
	return types
}

func mayHandIn(t api.Ticket) bool {
	does := page.ActionOf(t.Actions, "hand_in")
	return does != nil && does.Allowed
}
