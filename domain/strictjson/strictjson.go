// Package strictjson reads JSON in the one way in which nobody can read it otherwise: UTF-8, each member once, spelled as documented, not
// deeper than anybody needs, and nothing behind it. What is wrong is said with its place.
package strictjson

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"kaipiao/domain/refusal"
)

// What is read at most (S5): how many levels of objects and arrays, how many elements an array has, how many members an object, and how
// many names, values and ends there are in all. No call needs half of it, and each costs memory long before anybody asks for its meaning.
const (
	Deepest      = 32
	MostElements = 4000
	MostMembers  = 256
	MostTokens   = 100_000
)

// Decode reads one JSON value into another. Members that there are not are refused, and so are those whose case differs. A refusal
// names the member at fault, as "items[3].cash".
func Decode(content []byte, into any) error { return decode(content, into, true) }

// DecodeKnown is Decode for what a newer version of ourselves may have written: it passes over members that it does not know.
func DecodeKnown(content []byte, into any) error { return decode(content, into, false) }

func decode(content []byte, into any, whole bool) error {
	if refused := Check(content); refused != nil {
		return refused
	}
	err := json.Unmarshal(content, into, json.RejectUnknownMembers(whole))
	var unexpected *json.SemanticError
	if !errors.As(err, &unexpected) {
		return err
	}
	var refused *refusal.Refusal
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, json.ErrUnknownName):
		return refusal.New(refusal.JSONUnknown, Member(unexpected.JSONPointer))
	default:
		return refusal.New(refusal.JSONUnexpected, Member(unexpected.JSONPointer))
	}
}

// Check says what is wrong with a JSON text, whatever is meant by it; nil when nothing is.
func Check(content []byte) *refusal.Refusal {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(content)) // in place
	tokens := 0
	for read := false; ; {
		_, err := decoder.ReadToken()
		tokens++
		switch {
		case errors.Is(err, io.EOF) && read:
			return nil
		case errors.Is(err, io.EOF):
			return refusal.New(refusal.JSONCutOff, "", len(content))
		case err != nil:
			return explained(err, content, read && decoder.StackDepth() == 0)
		case read:
			return refusal.New(refusal.JSONTrailing, "", decoder.InputOffset())
		case decoder.StackDepth() > Deepest:
			return refusal.New(refusal.JSONTooDeep, "", Deepest)
		case tokens > MostTokens:
			return refusal.New(refusal.JSONTooMany, "", MostTokens)
		}
		if most := tooMany(decoder); most > 0 {
			return refusal.New(refusal.JSONTooMany, Member(decoder.StackPointer().Parent()), most)
		}
		read = decoder.StackDepth() == 0
	}
}

// tooMany is how many elements or members there may be, where there are more; 0 where there are not.
func tooMany(decoder *jsontext.Decoder) int {
	switch kind, length := decoder.StackIndex(decoder.StackDepth()); {
	case kind == '[' && length > MostElements:
		return MostElements
	case kind == '{' && length > 2*MostMembers: // names and values
		return MostMembers
	default:
		return 0
	}
}

// explained turns what the library says into a refusal with its place.
func explained(err error, content []byte, after bool) *refusal.Refusal {
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) {
		return refusal.New(refusal.JSONMalformed, "", 1)
	}
	at, member := syntax.ByteOffset, Member(syntax.JSONPointer)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return refusal.New(refusal.JSONDuplicate, member)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return refusal.New(refusal.JSONCutOff, member, len(content))
	case strings.Contains(syntax.Err.Error(), "surrogate"):
		return refusal.New(refusal.JSONSurrogate, member, at+1)
	case strings.Contains(syntax.Err.Error(), "UTF-8"):
		return refusal.New(refusal.JSONNotUTF8, member, at+1)
	case after:
		return refusal.New(refusal.JSONTrailing, "", at+1)
	default:
		return refusal.New(refusal.JSONMalformed, member, at+1)
	}
}

// Member writes a place in a JSON text as callers know it: "items[3].cash".
func Member(pointer jsontext.Pointer) string {
	var written strings.Builder
	for token := range pointer.Tokens() {
		if _, err := strconv.ParseUint(token, 10, 32); err == nil {
			written.WriteString("[" + token + "]")
			continue
		}
		if written.Len() > 0 {
			written.WriteByte('.')
		}
		written.WriteString(token)
	}
	return written.String()
}
