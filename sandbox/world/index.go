package world

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"slices"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/mailbox"
	"kaipiao/sandbox/taxbureau"
)

//go:embed index.html
var indexSource string

var indexPage = template.Must(template.New("index").Parse(indexSource))

// shownAtMost is how many of the newest rows the page shows.
const shownAtMost = 50

// overview is what the page shows.
type overview struct {
	Issued      []taxbureau.LegalDocument
	IssuedTotal int
	Mails       []mailbox.Mail
	MailsTotal  int
	Faults      []faults.Standing
}

func (w *World) index(writer http.ResponseWriter, _ *http.Request) {
	issued, err := w.register.Issued()
	if err != nil {
		jsonhttp.Failed(err).Write(writer)
		return
	}
	mails, err := w.mailbox.All()
	if err != nil {
		jsonhttp.Failed(err).Write(writer)
		return
	}
	var page bytes.Buffer
	err = indexPage.Execute(&page, overview{
		Issued: newest(issued), IssuedTotal: len(issued), Mails: newest(mails), MailsTotal: len(mails), Faults: w.faults.List(),
	})
	if err != nil {
		jsonhttp.Failed(err).Write(writer)
		return
	}
	jsonhttp.Answer{Status: http.StatusOK, ContentType: "text/html; charset=utf-8", Body: page.Bytes()}.Write(writer)
}

// newest turns a list round and keeps its beginning.
func newest[T any](items []T) []T {
	turned := slices.Clone(items)
	slices.Reverse(turned)
	return turned[:min(len(turned), shownAtMost)]
}
