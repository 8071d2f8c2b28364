package api

import "net/http"

// HasWords reports whether there are words for a pattern.
func HasWords(pattern string) bool {
	words, known := patternWords[pattern]
	return known && words.English != "" && words.Chinese != ""
}

// Surface is the API, built once and given other options for each test: the calls and their document follow from types alone, and building them
// costs more than most tests do.
type Surface struct {
	http.Handler
	behind *surface
}

// NewSurface builds it.
func NewSurface(options Options) *Surface {
	handler, behind := build(options)
	return &Surface{handler, behind}
}

// Serve serves other options from now on; nobody may be calling. It reports false for options of which building makes something else.
func (s *Surface) Serve(options Options) bool {
	if options.OverHTTPS != s.behind.OverHTTPS || (options.Gate == nil) != (s.behind.Gate == nil) {
		return false
	}
	s.behind.serve(options)
	s.behind.denials, s.behind.rooms = newDenials(), newRooms()
	return true
}
