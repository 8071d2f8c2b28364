package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	domainapplication "kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/ticket"
)

// saying is a schema as far as it says anything to people.
type saying struct {
	Ref                  string `json:"$ref"`
	Description          string
	Pattern              string
	Enum                 []any
	Examples             []any
	Properties           map[string]*saying
	Items                *saying
	OneOf, AnyOf, AllOf  []*saying
	AdditionalProperties json.RawMessage
}

type content map[string]struct{ Schema *saying }

type sayingCall struct {
	Summary, Description string
	Parameters           []struct {
		Name, Description string
		Schema            *saying
	}
	RequestBody *struct{ Content content }
	Responses   map[string]struct {
		Description string
		Content     content
	}
}

// proofreader reads the document and notes what says nothing.
type proofreader struct {
	Paths      map[string]map[string]sayingCall
	Webhooks   map[string]map[string]sayingCall
	Components struct{ Schemas map[string]*saying }

	members, enums, parameters, calls int
	faults                            []string
}

func (p *proofreader) wrong(place, format string, arguments ...any) {
	p.faults = append(p.faults, place+": "+fmt.Sprintf(format, arguments...))
}

// sentence wants three words at least: fewer say no more than the name does.
func (p *proofreader) sentence(place, text string) {
	if len(strings.Fields(text)) < 3 {
		p.wrong(place, "%q says nothing", text)
	}
}

func (p *proofreader) call(place string, c sayingCall) {
	p.calls++
	if c.Summary == "" {
		p.wrong(place, "has no summary")
	}
	p.sentence(place, c.Summary+" "+c.Description)
	for _, parameter := range c.Parameters {
		p.parameters++
		p.sentence(place+" "+parameter.Name, parameter.Description)
		p.schema(place+" "+parameter.Name, parameter.Schema, parameter.Description)
	}
	if c.RequestBody != nil {
		p.content(place+" body", c.RequestBody.Content)
	}
	for status, answer := range c.Responses {
		if answer.Description == "" {
			p.wrong(place+" "+status, "has no description")
		}
		p.content(place+" "+status, answer.Content)
	}
}

func (p *proofreader) content(place string, of content) {
	for kind, media := range of {
		p.schema(place+" "+kind, media.Schema, "")
	}
}

// of is what is said of a member: where it stands, or where what it refers to is described.
func (p *proofreader) of(member *saying) string {
	if member.Description == "" && member.Ref != "" {
		return p.Components.Schemas[member.Ref[strings.LastIndex(member.Ref, "/")+1:]].Description
	}
	return member.Description
}

// schema reads a schema; said is what is said of it around it.
func (p *proofreader) schema(place string, s *saying, said string) {
	if s == nil || s.Ref != "" {
		return // it is read among the components
	}
	p.enum(place, s, said)
	p.examples(place, s)
	neighbours := map[string]string{}
	for name, member := range s.Properties {
		p.members++
		here, says := place+"."+name, p.of(member)
		p.sentence(here, says)
		if other, twice := neighbours[says]; twice {
			p.wrong(here, "says the same as %s", other)
		}
		neighbours[says] = name
		p.schema(here, member, says)
	}
	p.schema(place+"[]", s.Items, said)
	for _, one := range slices.Concat(s.OneOf, s.AnyOf, s.AllOf) {
		p.schema(place, one, said)
	}
	if len(s.AdditionalProperties) > 0 && s.AdditionalProperties[0] == '{' {
		var values saying
		if err := json.Unmarshal(s.AdditionalProperties, &values); err != nil {
			p.wrong(place, "cannot be read: %v", err)
		}
		p.schema(place+"{}", &values, said)
	}
}

// enum wants each word to be explained.
func (p *proofreader) enum(place string, s *saying, said string) {
	if len(s.Enum) == 0 {
		return
	}
	p.enums++
	p.sentence(place, s.Description+said)
	for _, word := range s.Enum {
		if text, is := word.(string); is && !strings.Contains(s.Description+said, text) {
			p.wrong(place, "does not say what %q means", text)
		}
	}
}

// examples wants them to be what the schema takes.
func (p *proofreader) examples(place string, s *saying) {
	for _, example := range s.Examples {
		text, is := example.(string)
		if is && s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(text) {
			p.wrong(place, "the example %q does not match %s", text, s.Pattern)
		}
		if len(s.Enum) > 0 && !slices.Contains(s.Enum, example) {
			p.wrong(place, "the example %v is none of %v", example, s.Enum)
		}
	}
}

func proofread(t *testing.T) *proofreader {
	t.Helper()
	var p proofreader
	require.NoError(t, json.Unmarshal(newService(t).call(nobody, http.MethodGet, "/openapi.json", nil).bytes, &p))
	return &p
}

// P2: each call, parameter, member and enum of the document says what it is.
func TestP2EverythingIsDescribed(t *testing.T) {
	p := proofread(t)
	for _, calls := range []map[string]map[string]sayingCall{p.Paths, p.Webhooks} {
		for path, methods := range calls {
			for method, c := range methods {
				p.call(method+" "+path, c)
			}
		}
	}
	for name, of := range p.Components.Schemas {
		p.schema(name, of, of.Description)
	}
	slices.Sort(p.faults)
	require.Empty(t, p.faults, "%d places say nothing:\n%s", len(p.faults), strings.Join(p.faults, "\n"))
	require.Greater(t, p.members, 400)
	require.Greater(t, p.parameters, 100)
	require.Greater(t, p.enums, 30)
	require.Greater(t, p.calls, 80)
}

// P2: what the words of an enum mean is what the tables of the domain say, in both languages.
func TestP2EnumsSayWhatTheTablesOfTheDomainSay(t *testing.T) {
	p := proofread(t)
	saysTable(t, p, "Application", domainapplication.Life)
	saysTable(t, p, "Invoice", invoice.Life)
	saysTable(t, p, "Ticket", ticket.Life)
	kinds := p.Components.Schemas["TicketBody"].Properties["kind"].Description
	for _, row := range ticket.Kinds {
		require.Contains(t, kinds, fmt.Sprintf("`%s`: %s (%s)", row.Kind, row.English, row.Chinese))
	}
	var types []any
	for _, known := range ticket.Materials {
		types = append(types, string(known))
	}
	require.Equal(t, types, p.Components.Schemas["Material"].Properties["type"].Enum)
}

func saysTable[S ~string](t *testing.T, p *proofreader, object string, of life.Table[S]) {
	t.Helper()
	says := p.Components.Schemas[object].Properties["status"].Description
	for _, state := range of.States {
		require.Contains(t, says, fmt.Sprintf("`%s`: %s (%s)", state.Name, state.English, state.Chinese))
	}
}
