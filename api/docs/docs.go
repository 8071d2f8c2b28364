// Package docs serves a page that shows the OpenAPI document, without asking anybody outside for anything.
package docs

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"kaipiao/domain/text"
)

// assets are the page's script and style sheet; make brings them from an npm package before the service is built.
//
//go:embed all:assets
var assets embed.FS

var page = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Kaipiao 开票 · API</title>
{{if .}}<link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>
{{else}}</head><body><h1>Kaipiao 开票 · API</h1><p>The page's script is missing: run <code>make deps</code> and build again.</p>
<p>The API is described by <a href="/openapi.json">/openapi.json</a>.</p>{{end}}</body></html>
`))

const start = `SwaggerUIBundle({url: "/openapi.json", dom_id: "#docs", validatorUrl: null, deepLinking: true, tryItOutEnabled: false});`

// policy forbids the page to load anything from elsewhere, to run a script that stands in it, and to be shown inside another one.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'"

// Handler serves the page and its files, to be mounted under /docs. Refuse answers what cannot be the name of a file, and missing what is
// none of ours.
func Handler(refuse, missing http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	_, notBuilt := fs.Stat(files, "swagger-ui-bundle.js")
	mux.HandleFunc("GET /docs/assets/", func(w http.ResponseWriter, r *http.Request) {
		if _, refused := text.Line.Read(r.URL.Path, 0); refused != nil {
			refuse(w, r)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/docs/assets/")
		if found, err := fs.Stat(files, name); err != nil || found.IsDir() {
			missing(w, r)
			return
		}
		http.ServeFileFS(w, r, files, name)
	})
	mux.HandleFunc("/", missing)
	mux.HandleFunc("GET /docs/start.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write([]byte(start))
	})
	mux.HandleFunc("GET /docs", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		_ = page.Execute(w, notBuilt == nil)
	})
	return mux
}
