package api

import (
	"net/http"
	"strings"
)

// compression is how hard answers are compressed, of 1 to 9: JSON of a list shrinks to a tenth, and more costs time only (P12).
const compression = 5

// compressed are the types of the answers that are; files are compressed already.
var compressed = []string{"application/json", "application/problem+json", "application/openapi+json", "application/openapi+yaml", "text/csv"}

// notModified answers with 304, and nothing else, where a caller has already what it asks for (RFC 9110, If-None-Match; P12).
func notModified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if held := r.Header.Get("If-None-Match"); held != "" && r.Method == http.MethodGet {
			w = &conditional{ResponseWriter: w, held: held}
		}
		next.ServeHTTP(w, r)
	})
}

// conditional leaves the body out of an answer that its caller holds.
type conditional struct {
	http.ResponseWriter
	held    string
	decided bool
	leftOut bool
}

// WriteHeader decides.
func (c *conditional) WriteHeader(status int) {
	if !c.decided {
		c.decided = true
		if tag := c.Header().Get("ETag"); status == http.StatusOK && tag != "" && names(c.held, tag) {
			c.leftOut, status = true, http.StatusNotModified
			for _, name := range []string{"Content-Type", "Content-Length", "Content-Disposition"} {
				c.Header().Del(name)
			}
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write drops what is left out.
func (c *conditional) Write(content []byte) (int, error) {
	if !c.decided {
		c.WriteHeader(http.StatusOK)
	}
	if c.leftOut {
		return len(content), nil
	}
	return c.ResponseWriter.Write(content)
}

// Unwrap is for http.ResponseController, which sets a call's deadlines.
func (c *conditional) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// names reports whether a list of tags names one; weak tags and strong ones are compared alike.
func names(held, tag string) bool {
	for one := range strings.SplitSeq(held, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
