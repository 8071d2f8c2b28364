package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/invoice"
)

// tourCall is a call of the README's tour.
var tourCall = regexp.MustCompile(`(?s)^call (?:-X (\w+) )?localhost:8080(/\S+)(?: -H 'Idempotency-Key: (\w+)')?(?:\s*\\?\s*-d '(\{.*\})')?\s*$`)

// taken is a call with what came of it.
type taken struct {
	Request json.RawMessage `json:"request,omitempty"`
	Answer  json.RawMessage `json:"answer"`
}

// tour makes the calls of the README's tour, and some about what comes of it, and returns them by the ids of their operations.
func (s *service) tour() map[string]taken {
	content, err := os.ReadFile("../README.md")
	require.NoError(s.t, err)
	_, tour, found := strings.Cut(string(content), "\n## Five minutes with one invoice\n")
	require.True(s.t, found)
	tour, _, _ = strings.Cut(tour, "\n```\n\nWhat happened")
	caller, made := access.Identity{Subject: "billing", Role: access.Service}, map[string]taken{}
	call := func(id, method, path, key, body string) {
		var sent any
		if body != "" {
			sent = body
		}
		var headers []string
		if key != "" {
			headers = []string{"Idempotency-Key", key}
		}
		a := s.call(caller, method, path, sent, headers...)
		require.Less(s.t, a.status, 300, "%s %s: %s", method, path, a.bytes)
		made[id] = taken{json.RawMessage(body), a.bytes}
	}
	ids := map[string]string{
		"PUT /v1/accounts/acme": "put-accounts-account", "POST /v1/consumptions": "post-consumptions",
		"GET /v1/accounts/acme/invoiceable": "get-accounts-account-invoiceable", "POST /v1/accounts/acme/applications": "post-accounts-account-applications",
		"GET /v1/accounts/acme/invoices": "get-accounts-account-invoices",
	}
	for _, paragraph := range strings.Split(tour, "\n\n") {
		_, command, _ := strings.Cut(paragraph, "\ncall ")
		command, _, _ = strings.Cut("call "+command, "\ncurl")
		parts := tourCall.FindStringSubmatch(command)
		if parts == nil {
			continue
		}
		method, body := parts[1], parts[4]
		if method == "" {
			method = http.MethodGet
			if body != "" {
				method = http.MethodPost
			}
		}
		if ids[method+" "+parts[2]] == "get-accounts-account-invoices" {
			s.issuedOnTour(made["post-accounts-account-applications"])
		}
		if strings.HasSuffix(parts[2], "/applications") {
			call("post-accounts-account-applications-preview", method, parts[2]+"/preview", "", body)
		}
		require.Contains(s.t, ids, method+" "+parts[2])
		call(ids[method+" "+parts[2]], method, parts[2], parts[3], body)
	}
	var applied, listed object
	require.NoError(s.t, json.Unmarshal(made["post-accounts-account-applications"].Answer, &applied))
	require.NoError(s.t, json.Unmarshal(made["get-accounts-account-invoices"].Answer, &listed))
	first := listed["items"].([]any)[0].(object)["id"].(string)
	call("get-applications-id", http.MethodGet, "/v1/applications/"+applied["id"].(string), "", "")
	call("get-invoices-id", http.MethodGet, "/v1/invoices/"+first, "", "")
	call("get-invoices-id-timeline", http.MethodGet, "/v1/invoices/"+first+"/timeline", "", "")
	return made
}

// issuedOnTour does what the workflow does while the reader of the tour waits.
func (s *service) issuedOnTour(applied taken) {
	var a object
	require.NoError(s.t, json.Unmarshal(applied.Answer, &a))
	for n, id := range s.approved(a["id"].(string)) {
		s.issued(id, fmt.Sprintf("2611200000000000%04d", n+1))
		for _, format := range []string{"pdf", "ofd", "xml"} {
			s.withFile(id, invoice.FileFormat(format), "a file")
		}
	}
}

// P2: the examples of the document are the README's tour and what it is answered with. KAIPIAO_WRITE_DOCS=1 writes them anew.
func TestP2TheExamplesAreTheTour(t *testing.T) {
	s := newService(t)
	made := s.tour()
	require.Len(t, made, 9)
	files, err := filepath.Glob("examples/*.json")
	require.NoError(t, err)
	if os.Getenv("KAIPIAO_WRITE_DOCS") != "" {
		for id, one := range made {
			content, err := json.Marshal(one)
			require.NoError(t, err)
			var readable bytes.Buffer
			require.NoError(t, json.Indent(&readable, content, "", "  "))
			require.NoError(t, os.WriteFile("examples/"+id+".json", append(readable.Bytes(), '\n'), 0o644))
		}
		return
	}
	require.Len(t, files, len(made))
	for id, one := range made {
		content, err := os.ReadFile("examples/" + id + ".json")
		require.NoError(t, err)
		var written taken
		require.NoError(t, json.Unmarshal(content, &written))
		if len(one.Request) > 0 {
			require.JSONEq(t, string(one.Request), string(written.Request), id)
		}
		require.Equal(t, members(t, one.Answer), members(t, written.Answer), "%s: KAIPIAO_WRITE_DOCS=1 writes the examples anew", id)
	}
}

// members are the names of all members of JSON, wherever they stand.
func members(t *testing.T, content []byte) []string {
	var value any
	require.NoError(t, json.Unmarshal(content, &value))
	found := map[string]bool{}
	var walk func(string, any)
	walk = func(at string, value any) {
		switch v := value.(type) {
		case []any:
			for _, item := range v {
				walk(at+"[]", item)
			}
		case map[string]any:
			for name, member := range v {
				found[at+"."+name] = true
				walk(at+"."+name, member)
			}
		}
	}
	walk("", value)
	return slices.Sorted(maps.Keys(found))
}
