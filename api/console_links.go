package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/office/sessions"
)

// ConsoleLinkBody is for whom a link is, as services write it.
type ConsoleLinkBody struct {
	Subject  string `json:"subject" minLength:"1" maxLength:"64" pattern:"^[!-.0-~]+$" example:"c-17"`
	Language string `json:"language,omitempty" enum:"zh,en"`
	ReturnTo string `json:"return_to,omitempty" maxLength:"2000" pattern:"^/console([/?][!-~]*)?$" example:"/console/invoices?status=issued"`
}

// TransformSchema says what is too long for a tag.
func (ConsoleLinkBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return explain(s, map[string]string{
		"subject": "Who of the customer's people it is, as your own systems know it: an id, no name and no mail address, because it stands in the trail. " +
			"Printable characters of ASCII without blanks and slashes.",
		"language":  "In which language the pages are shown: `zh` is Chinese (中文), `en` is English (英文); left out, as the browser asks.",
		"return_to": "The page that is shown first, a path under /console; left out, the customer's first page.",
	})
}

// ConsoleLink is the link.
type ConsoleLink struct {
	Href      string    `json:"href" doc:"Where to send the browser. Keep it from logs: whoever opens it first is the customer." example:"https://invoices.example.com/console/arrive?ticket=3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"` //nolint:lll // one tag
	ExpiresAt time.Time `json:"expires_at" doc:"Until when it is good, in UTC: a minute." example:"2026-09-18T02:01:00Z"`
}

type consoleLinkAnswer struct{ Body ConsoleLink }

func (s *surface) consoleLinks() {
	on(s, call{
		method: http.MethodPost, path: "/v1/accounts/{account}/console-link", does: access.SendToConsole, status: http.StatusCreated,
		summary: "Send a customer to its pages, signed in",
	}, s.sendToConsole)
}

func (s *surface) sendToConsole(ctx context.Context, in *struct {
	AccountPath
	Body ConsoleLinkBody
},
) (*consoleLinkAnswer, error) {
	who := sessions.Vouched(callerOf(ctx), in.Body.Subject, in.Account)
	if who.Check() != nil {
		return nil, malformed("subject", "It is too long together with the name of your service.", "与服务名称合计过长。")
	}
	link := sessions.Link{Account: in.Account, Subject: who.Subject, Language: in.Body.Language, ReturnTo: in.Body.ReturnTo}
	ticket, expires, err := s.Office.Sessions.MakeLink(ctx, link, actorOf(ctx), s.Now())
	if err != nil {
		return nil, err
	}
	href := strings.TrimSuffix(s.PublicURL, "/") + "/console/arrive?" + url.Values{"ticket": {ticket.Text()}}.Encode()
	return &consoleLinkAnswer{Body: ConsoleLink{Href: href, ExpiresAt: expires.UTC()}}, nil
}
