package door

import (
	"net/url"
	"path"
	"strings"
)

// longestPath is how long a path is that somebody is sent back to, in bytes.
const longestPath = 2000

// doors are pages to which nobody is sent back: one would go round in circles.
var doors = []string{signInPath, callbackPath, signOutPath, arrivePath, accountPath}

// LocalPath is a path of ours that somebody may be sent to, as it was written; the first page where it is none. It never leads to another site.
func LocalPath(text string) string {
	if isLocal(text) {
		return text
	}
	return home
}

func isLocal(text string) bool {
	if len(text) > longestPath || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f || r == '#' || r == 0xfffd }) {
		return false
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme != "" || parsed.Host != "" || parsed.User != nil || parsed.Opaque != "" {
		return false
	}
	// What was hidden by % is looked at as it is read.
	at := parsed.Path
	if at != home && !strings.HasPrefix(at, home+"/") || at != home && path.Clean(at) != strings.TrimSuffix(at, "/") {
		return false
	}
	if strings.ContainsFunc(at, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }) || strings.Contains(at, "//") {
		return false
	}
	for _, door := range doors {
		if at == door || strings.HasPrefix(at, door+"/") {
			return false
		}
	}
	return strings.HasPrefix(text, home)
}
