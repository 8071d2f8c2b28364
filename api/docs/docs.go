// Package docs serves a page that shows the OpenAPI document, without asking anybody outside for anything.
package docs

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"

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

// policy forbids the page to load anything from elsewhere.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

// Handler serves the page and its files, to be mounted under /docs. Refuse answers what cannot be the name of a file.
func Handler(refuse func(http.ResponseWriter)) http.Handler {
	mux := http.NewServeMux()
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	_, missing := fs.Stat(files, "swagger-ui-bundle.js")
	serve := http.StripPrefix("/docs/assets/", http.FileServerFS(files))
	mux.HandleFunc("GET /docs/assets/", func(w http.ResponseWriter, r *http.Request) {
		if _, refused := text.Line.Read(r.URL.Path, 0); refused != nil {
			refuse(w)
			return
		}
		serve.ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /docs/start.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write([]byte(start))
	})
	mux.HandleFunc("GET /docs", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		_ = page.Execute(w, missing == nil)
	})
	return mux
}
