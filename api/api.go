// Package api is the HTTP surface: who may call what, what is well-formed, and how the register's answers look. The rules
// themselves are the domain's.
package api

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"kaipiao/access"
	"kaipiao/api/docs"
	"kaipiao/api/limits"
	"kaipiao/domain/export"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
	"kaipiao/domain/webhook"
	"kaipiao/office"
	"kaipiao/office/tickets"
)

// Options are what the surface works with.
type Options struct {
	Office *office.Office
	Files  Files
	// Press prints what belongs to tickets.
	Press  Press
	Policy policy.Policy
	// Workbook writes a table as a workbook.
	Workbook func(export.Sheet, [][]export.Cell) ([]byte, error)
	// Provider is the tax provider, for what is only read and for what helps people.
	Provider ProviderDesk
	// Waybills is the courier that prints waybills; nil for one that prints none.
	Waybills Waybiller
	// WebhookTargets says which endpoints may be subscribed.
	WebhookTargets webhook.Targets
	// WorkflowURL is the page of a workflow in the Temporal Web UI.
	WorkflowURL func(workflow string) string
	// Verifier finds out who calls.
	Verifier access.Verifier
	// CourierSecret checks the courier's pushes, ProviderSecret the tax provider's.
	CourierSecret  []byte
	ProviderSecret []byte
	// ReadNuonuo reads what Nuonuo calls back about; nil where nobody can.
	ReadNuonuo func(form url.Values) (invoice.Serial, string, error)
	// ReadSF reads the routes that SF Express pushes; what we have no word for is left out. Nil where nobody can read them.
	ReadSF func(body []byte) ([]parcel.CourierEvent, error)
	// TimedPushes: a push says when it was sent, so that one that somebody has listened to is good for minutes only.
	TimedPushes bool
	Now         func() time.Time
	// Gate bounds how often and how much callers call; nil bounds nobody.
	Gate *limits.Gate
	// PublicURL is where browsers reach the pages, for the links to them.
	PublicURL string
	// OverHTTPS: callers reach the API by https, so that browsers shall come no other way.
	OverHTTPS bool
	// Ready returns nil while calls can be served.
	Ready func(context.Context) error
}

// Press prints what belongs to tickets, and knows which characters it cannot show.
type Press interface {
	tickets.Press
	Missing(text string) (rune, bool)
}

// surface is the API with its calls.
type surface struct {
	Options
	api huma.API
	// calls are what callers do, by its name.
	calls map[access.Action]call
	// denials go to the log.
	denials *denials
	rooms   rooms
}

// New makes the handler of all calls.
func New(options Options) http.Handler {
	handler, _ := build(options)
	return handler
}

// build makes the handler, and the surface behind it.
func build(options Options) (http.Handler, *surface) {
	s := &surface{calls: map[access.Action]call{}, denials: newDenials(), rooms: newRooms()}
	s.serve(options)
	router := chi.NewRouter()
	router.Use(identify, traced, protect(options.OverHTTPS), recoverPanics, observe, boundUnread, middleware.Compress(compression, compressed...))
	router.Use(notModified, newest)
	router.NotFound(s.limited(http.HandlerFunc(noSuchCall)).ServeHTTP)
	router.MethodNotAllowed(s.limited(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", strings.Join(methodsOf(router, r.URL.Path), ", "))
		writeProblem(w, edgeProblem(codeMethodNotAllowed))
	})).ServeHTTP)
	s.api = humachi.New(router, describe())
	s.api.UseMiddleware(s.authorize, s.receive)
	s.accounts()
	s.taxpayerIDs()
	s.consoleLinks()
	s.groups()
	s.titles()
	s.addresses()
	s.consumptions()
	s.imports()
	s.exports()
	s.refunds()
	s.invoiceable()
	s.applications()
	s.standingOrders()
	s.review()
	s.corrections()
	s.invoices()
	s.redIssue()
	s.parcels()
	s.courierSF()
	s.vendors()
	s.tickets()
	s.forms()
	s.provider()
	s.providerDesk()
	s.waybills()
	s.providerNuonuo()
	s.operatorTasks()
	s.redForms()
	s.reconciliations()
	s.sellers()
	s.desk()
	s.printDesk()
	s.figures()
	s.search()
	s.webhooks()
	s.audit()
	s.rules()
	s.permissions()
	s.health()
	s.completeDocument()
	s.serveDocument(router)
	router.Mount("/docs", s.limited(docs.Handler(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, problemOf(refusal.List{refusal.BadInput("", "There is no such file.", "没有该文件。")}))
	}, noSuchCall)))
	return router, s
}

// serve serves these options.
func (s *surface) serve(options Options) {
	s.Options = options
	s.Now = func() time.Time { return instant(options.Now()) }
}

func noSuchCall(w http.ResponseWriter, _ *http.Request) { writeProblem(w, edgeProblem(codeNoSuchCall)) }

// describe is the head of the OpenAPI document.
func describe() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", nameSchema)
	fillEnums(registry)
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Kaipiao 开票", Version: "1"},
			Components: &huma.Components{
				Schemas:         registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"}},
			},
		},
		Formats: formats(), DefaultFormat: "application/json",
		// A filter that is misspelt would list everything (P6).
		RejectUnknownQueryParameters: true,
	}
}

// nameSchema names types of other packages with their package: the policy's Review is not an application's.
func nameSchema(t reflect.Type, hint string) string {
	name := ""
	for part := range strings.SplitSeq(huma.DefaultSchemaNamer(t, hint), "-") { // a type without a name is called as its call is
		if part != "" { // a list among parameters has no name
			name += strings.ToUpper(part[:1]) + part[1:]
		}
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	pkg := path.Base(t.PkgPath())
	if pkg == "api" || pkg == "." || t.Name() == "" {
		return name
	}
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}
