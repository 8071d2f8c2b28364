// Package assets serves the pages' own style sheet and script, and the library that make brings from an npm package. Their addresses change with their
// content, so that browsers may keep them for ever.
package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
)

//go:embed style script icon.svg all:library
var files embed.FS

// Prefix is where they are served.
const Prefix = "/console/assets/"

// HTMXConfig has htmx do without what our content policy forbids: inline styles and code in attributes.
const HTMXConfig = `{"includeIndicatorCSS":false,"history":false}`

type asset struct {
	content []byte
	kind    string
	hash    string
}

var served = map[string]asset{
	"console.css": assetOf("text/css; charset=utf-8", joined("style")),
	"console.js":  assetOf("text/javascript; charset=utf-8", joined("script")),
	"htmx.min.js": assetOf("text/javascript; charset=utf-8", content("library/htmx.min.js")),
	"icon.svg":    assetOf("image/svg+xml", content("icon.svg")),
}

func assetOf(kind string, content []byte) asset {
	sum := sha256.Sum256(content)
	return asset{content, kind, hex.EncodeToString(sum[:8])}
}

// content is empty where make has not brought the library yet: pages work without script.
func content(name string) []byte {
	read, err := files.ReadFile(name)
	if err != nil {
		return nil
	}
	return read
}

// joined are all files of a folder, one after another in the order of their names.
func joined(folder string) (all []byte) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		panic(err) // it is embedded above
	}
	for _, entry := range entries {
		all = append(all, content(folder+"/"+entry.Name())...)
	}
	return all
}

// Path is the address of a file as it is now.
func Path(name string) string { return Prefix + served[name].hash + "/" + name }

// Names lists the files.
func Names() []string {
	var names []string
	for name := range served {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Size is how large a file is, in bytes, before it is compressed.
func Size(name string) int { return len(served[name].content) }

// Handler serves them.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name := path.Split(strings.TrimPrefix(r.URL.Path, Prefix))
		found, is := served[name]
		if !is || strings.Trim(hash, "/") != found.hash {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", found.kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(found.content)
	})
}
