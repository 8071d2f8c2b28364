package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api/token"
)

// sample is a call that is in order; the tests spoil one member of it at a time.
type sample struct {
	who    token.Claims
	path   map[string]string
	query  map[string]string
	header map[string]string
	body   object
	// signed: the call carries the courier's signature instead of a token.
	signed bool
}

// samples has one for every call, by its id in the OpenAPI document. Each prepares what it needs.
var samples = map[string]func(*service) sample{
	"put-accounts-account": func(*service) sample {
		return sample{who: upstream, path: acct, body: with(company("北京甲科技有限公司"), object{"change": "name"})}
	},
	"get-accounts-account": func(*service) sample { return sample{who: upstream, path: acct} },
	"get-accounts":         func(*service) sample { return sample{who: upstream, query: pageQuery} },

	"get-accounts-account-titles":       func(*service) sample { return sample{who: customer, path: acct, query: pageQuery} },
	"post-accounts-account-titles":      func(*service) sample { return sample{who: customer, path: acct, body: title} },
	"get-accounts-account-titles-id":    func(s *service) sample { return sample{who: customer, path: saved(s, "titles", title)} },
	"put-accounts-account-titles-id":    func(s *service) sample { return sample{who: customer, path: saved(s, "titles", title), body: title} },
	"delete-accounts-account-titles-id": func(s *service) sample { return sample{who: customer, path: saved(s, "titles", title)} },

	"get-accounts-account-addresses":    func(*service) sample { return sample{who: customer, path: acct, query: pageQuery} },
	"post-accounts-account-addresses":   func(*service) sample { return sample{who: customer, path: acct, body: address} },
	"get-accounts-account-addresses-id": func(s *service) sample { return sample{who: customer, path: saved(s, "addresses", address)} },
	"put-accounts-account-addresses-id": func(s *service) sample {
		return sample{who: customer, path: saved(s, "addresses", address), body: address}
	},
	"delete-accounts-account-addresses-id": func(s *service) sample { return sample{who: customer, path: saved(s, "addresses", address)} },

	"post-consumptions": func(*service) sample {
		return sample{who: upstream, body: object{"items": []any{with(bill("new", "acct", "5.00"), object{
			"payer": "acct", "resources_created_at": stamp("2026-09-16 12:00:00"), "delivered_at": stamp("2026-09-16 12:00:00"),
		})}}}
	},
	"post-consumptions-id-resources-created": func(*service) sample {
		return sample{who: upstream, path: map[string]string{"id": "prepaid"}, body: object{"at": stamp("2026-09-16 12:00:00")}}
	},
	"post-consumptions-id-delivered": func(*service) sample {
		return sample{who: upstream, path: map[string]string{"id": "market"}, body: object{"at": stamp("2026-09-16 12:00:00")}}
	},
	"post-refunds": func(*service) sample {
		return sample{who: upstream, body: object{"items": []any{object{
			"id": "refund", "consumption": "c1", "cash": "1.00", "reason": "refund", "refunded_at": stamp("2026-09-18 12:00:00"),
		}}}}
	},
	"get-accounts-account-invoiceable": func(*service) sample {
		return sample{who: customer, path: acct, query: map[string]string{"at": stamp("2026-09-18 12:00:00"), "seller": "platform"}}
	},
	"get-accounts-account-invoiceable-records": func(*service) sample {
		return sample{who: customer, path: acct, query: with2(pageQuery, "seller", "platform")}
	},

	"post-accounts-account-applications-preview": func(*service) sample { return sample{who: customer, path: acct, body: application()} },
	"post-accounts-account-applications": func(*service) sample {
		return sample{who: customer, path: acct, body: application(), header: map[string]string{"Idempotency-Key": "sample"}}
	},
	"get-accounts-account-applications": func(*service) sample { return sample{who: customer, path: acct, query: pageQuery} },
	"get-applications": func(*service) sample {
		return sample{who: finance, query: with2(with2(pageQuery, "status", "approved"), "due_before", stamp("2026-09-18 12:00:00"))}
	},
	"get-applications-id":         func(s *service) sample { return sample{who: customer, path: pending(s)} },
	"post-applications-id-cancel": func(s *service) sample { return sample{who: customer, path: pending(s)} },
	"post-applications-id-claim":  func(s *service) sample { return sample{who: finance, path: pending(s), body: object{"reason": "mine"}} },
	"post-applications-id-unclaim": func(s *service) sample {
		path := pending(s)
		s.must(finance, http.MethodPost, "/v1/applications/"+path["id"]+"/claim", nil)
		return sample{who: finance, path: path}
	},
	"get-applications-id-review":   func(s *service) sample { return sample{who: finance, path: pending(s)} },
	"post-applications-id-approve": func(s *service) sample { return sample{who: finance, path: pending(s), body: object{"reason": "good"}} },
	"post-applications-id-reject":  func(s *service) sample { return sample{who: finance, path: pending(s), body: object{"reason": "bad"}} },

	"get-invoices": func(*service) sample {
		return sample{who: finance, query: with2(with2(with2(pageQuery, "status", "issued"), "waiting_for", "quota"), "due_before", stamp("2026-09-18 12:00:00"))}
	},
	"get-accounts-account-invoices": func(*service) sample { return sample{who: customer, path: acct, query: pageQuery} },
	"get-invoices-id":               func(s *service) sample { return sample{who: customer, path: delivering(s, "issued")} },
	"get-invoices-id-files-format": func(s *service) sample {
		path := delivering(s, "issued")
		s.withFile(path["id"], "pdf", "%PDF")
		return sample{who: customer, path: with2(path, "format", "pdf")}
	},
	"get-invoices-id-timeline": func(s *service) sample { return sample{who: customer, path: delivering(s, "issued"), query: pageQuery} },
	"post-invoices-id-ship": func(s *service) sample {
		return sample{who: finance, path: delivering(s, "issued"), body: object{"tracking_number": "SF1", "company": "顺丰速运"}}
	},
	"post-invoices-id-delivered": func(s *service) sample { return sample{who: finance, path: delivering(s, "shipped")} },
	"post-courier-events": func(s *service) sample {
		return sample{signed: true, body: object{
			"reference": delivering(s, "shipped")["id"], "tracking_number": "SF1", "status": "signed", "at": stamp("2026-09-18 14:00:00"),
		}}
	},

	"get-calendar-due": func(*service) sample {
		return sample{who: vendor, query: map[string]string{"from": "2026-09-18", "working_days": "15"}}
	},
	"get-policy":  func(*service) sample { return sample{who: auditor} },
	"get-healthz": func(*service) sample { return sample{} },
	"get-readyz":  func(*service) sample { return sample{} },
}

var (
	acct      = map[string]string{"account": "acct"}
	pageQuery = map[string]string{"limit": "10", "cursor": ""}
	title     = object{"title": "北京甲科技有限公司", "taxpayer_id": companyID, "address_phone": "北京 010", "bank_account": "招商银行 1", "default": false}
	address   = object{"recipient": "财务部", "phone": "010-59922888", "region": "北京市海淀区", "street": "上地十街10号", "default": false}
)

func application() object {
	body := onPaper("10.00")
	body["seller"], body["email"], body["remark"] = "platform", "a@example.test", "备注"
	body["title"] = object{"title": "北京甲科技有限公司", "taxpayer_id": companyID, "address_phone": "北京 010", "bank_account": "招商银行 1"}
	return body
}

func with2(values map[string]string, name, value string) map[string]string {
	changed := maps.Clone(values)
	changed[name] = value
	return changed
}

func saved(s *service, what string, body object) map[string]string {
	return with2(acct, "id", s.must(customer, http.MethodPost, "/v1/accounts/acct/"+what, body)["id"].(string))
}

func pending(s *service) map[string]string {
	return map[string]string{"id": s.applied(fmt.Sprint("pending", len(s.contents())), eInvoice("1.00"))}
}

// delivering is a paper invoice on its way.
func delivering(s *service, state string) map[string]string {
	id := s.approved(s.applied("delivering", onPaper("10.00")))[0]
	s.issued(id, "26110000000000000001")
	if state == "shipped" {
		s.must(finance, http.MethodPost, "/v1/invoices/"+id+"/ship", object{"tracking_number": "SF1"})
	}
	return map[string]string{"id": id}
}

// send makes the call that the sample describes.
func (c sample) send(s *service, method, path string) answer {
	for name, value := range c.path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	query := url.Values{}
	for name, value := range c.query {
		query.Set(name, value)
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	var headers []string
	for name, value := range c.header {
		headers = append(headers, name, value)
	}
	var body any
	if c.body != nil {
		content, err := json.Marshal(c.body)
		require.NoError(s.t, err)
		body = string(content)
		if c.signed {
			sum := hmac.New(sha256.New, courierSecret)
			sum.Write(content)
			headers = append(headers, "X-Signature", hex.EncodeToString(sum.Sum(nil)))
		}
	}
	return s.call(c.who, method, path, body, headers...)
}

// document is the API's description of itself.
type document struct {
	OpenAPI    string
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]*schema }
}

type operation struct {
	OperationID string
	Parameters  []struct {
		Name, In string
		Required bool
		Schema   *schema
	}
	RequestBody *struct {
		Content map[string]struct{ Schema *schema }
	}
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Pattern    string
	Enum       []any
	Required   []string
	Properties map[string]*schema
	Items      *schema
	OneOf      []*schema
	MinLength  *int
	MaxLength  *int
}

func (s *service) document() document {
	var d document
	require.NoError(s.t, json.Unmarshal(s.call(nobody, http.MethodGet, "/openapi.json", nil).bytes, &d))
	return d
}

// resolve follows a reference.
func (d document) resolve(s *schema) *schema {
	if s != nil && s.Ref != "" {
		return d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return s
}

func (s *schema) is(kind string) bool {
	switch t := s.Type.(type) {
	case string:
		return t == kind
	case []any:
		return slices.Contains(t, any(kind))
	default:
		return false
	}
}

// spoiled are values that the schema of a member does not allow.
func spoiled(s *schema) []any {
	values := []any{object{"un": "expected"}}
	if s.is("string") {
		values = append(values, 1.5, true, nil)
	}
	if s.is("boolean") || s.is("array") || s.is("object") {
		values = append(values, "text", 7)
	}
	if s.Pattern != "" {
		values = append(values, "\x00", "two\nlines\u0007", "\u007f")
	}
	if len(s.Enum) > 0 {
		values = append(values, "none of them", "")
	}
	if s.Format == "date-time" {
		values = append(values, "2026-09-18", "yesterday", "1899-01-01T00:00:00Z", "9999-01-01T00:00:00Z")
	}
	if s.MaxLength != nil {
		values = append(values, strings.Repeat("1", *s.MaxLength+1))
	}
	if s.MinLength != nil && *s.MinLength > 0 {
		values = append(values, "")
	}
	return values
}

// spoilings are all ways to spoil one member of a body, with the names of the members at fault.
func (d document) spoilings(s *schema, value any, name string, required bool, replace func(any) any) (spoilings []spoiling) {
	s = d.resolve(s)
	choice := len(s.OneOf) > 0
	for _, option := range s.OneOf {
		if option = d.resolve(option); option.Properties != nil {
			s = option // the samples write objects where there is a choice
		}
	}
	if name != "" {
		for _, bad := range spoiled(s) {
			if bad == nil && !required {
				continue // null is the same as leaving a member out
			}
			if choice && bad == "text" {
				continue // which may be an id
			}
			if _, isObject := bad.(object); !isObject || s.Properties == nil {
				spoilings = append(spoilings, spoiling{name, bad, replace(bad)})
			}
		}
	}
	switch v := value.(type) {
	case object:
		unknown := with(v, object{"unheard_of": 1})
		spoilings = append(spoilings, spoiling{join(name, "unheard_of"), "an unknown member", replace(unknown)})
		for member, of := range s.Properties {
			change := func(bad any) any { return replace(with(v, object{member: bad})) }
			if slices.Contains(s.Required, member) {
				without := maps.Clone(v)
				delete(without, member)
				spoilings = append(spoilings, spoiling{join(name, member), "nothing", replace(without)})
			}
			needed := slices.Contains(s.Required, member)
			spoilings = append(spoilings, d.spoilings(of, v[member], join(name, member), needed, change)...)
		}
	case []any:
		change := func(bad any) any { return replace([]any{bad}) }
		spoilings = append(spoilings, d.spoilings(s.Items, v[0], name+"[0]", true, change)...)
	}
	return spoilings
}

type spoiling struct {
	field string
	bad   any
	body  any
}

func join(parent, member string) string {
	if parent == "" {
		return member
	}
	return parent + "." + member
}

// O5: every member of every call refuses what it cannot be, names itself, and nothing changes.
func TestO5EveryFieldOfEveryCallRefusesWhatItCannotBe(t *testing.T) {
	described := newService(t).document()
	for path, operations := range described.Paths {
		for method, op := range operations {
			t.Run(op.OperationID, func(t *testing.T) {
				t.Parallel()
				prepare, known := samples[op.OperationID]
				require.True(t, known, "a new call needs a sample, so that its fields are tested")
				s := newService(t)
				s.account("acct")
				s.consumed(bill("c1", "acct", "1000.00"), with(bill("prepaid", "acct", "5.00"), object{"charge": "prepaid"}),
					with(bill("market", "acct", "5.00"), object{"seller": "isv-1"}))
				given := prepare(s)
				before := s.contents()
				described.refuseParameters(s, strings.ToUpper(method), path, op, given)
				described.refuseBodies(s, strings.ToUpper(method), path, op, given)
				require.Equal(t, before, s.contents(), "a refused call changed something")
				a := given.send(s, strings.ToUpper(method), path)
				require.Less(t, a.status, 300, "the sample itself is in order: %s", a.bytes)
			})
		}
	}
}

func (d document) refuseParameters(s *service, method, path string, op operation, given sample) {
	s.t.Helper()
	for _, parameter := range op.Parameters {
		spoiltCall := given
		bad := "\x01 no such thing \x7f"
		switch parameter.In {
		case "path":
			spoiltCall.path = with2(given.path, parameter.Name, bad)
		case "query":
			require.Contains(s.t, given.query, parameter.Name, "the sample names every parameter")
			spoiltCall.query = with2(given.query, parameter.Name, bad)
		case "header":
			if parameter.Name == "X-Signature" {
				continue // a bad signature is no malformed request; see the test of the courier's pushes
			}
			spoiltCall.header = with2(given.header, parameter.Name, "not a key")
		}
		a := spoiltCall.send(s, method, path)
		require.Contains(s.t, []int{http.StatusBadRequest, http.StatusNotFound}, a.status, "%s: %s", parameter.Name, a.bytes)
		if a.status == http.StatusBadRequest {
			require.Equal(s.t, "invalid_request", a.code())
			require.Contains(s.t, a.fields(), parameter.Name, string(a.bytes))
		}
	}
}

func (d document) refuseBodies(s *service, method, path string, op operation, given sample) {
	s.t.Helper()
	if op.RequestBody == nil {
		return
	}
	require.NotNil(s.t, given.body, "the sample has a body")
	described := op.RequestBody.Content["application/json"].Schema
	all := d.spoilings(described, normal(s, given.body), "", true, func(v any) any { return v })
	require.NotEmpty(s.t, all)
	for _, one := range all {
		spoiltCall := given
		spoiltCall.body = one.body.(object)
		a := spoiltCall.send(s, method, path)
		require.Equal(s.t, http.StatusBadRequest, a.status, "%s: %v: %s", one.field, one.bad, a.bytes)
		require.Equal(s.t, "invalid_request", a.code())
		require.Contains(s.t, a.fields(), one.field, "%v: %s", one.bad, a.bytes)
	}
}

// normal is a body as JSON reads it.
func normal(s *service, body object) object {
	content, err := json.Marshal(body)
	require.NoError(s.t, err)
	var read object
	require.NoError(s.t, json.Unmarshal(content, &read))
	return read
}
