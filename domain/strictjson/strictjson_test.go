package strictjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/strictjson"
)

type line struct {
	Net     money.Amount `json:"net"`
	Product string       `json:"product,omitempty"`
}

type body struct {
	Cash  string     `json:"cash"`
	Lines []line     `json:"lines"`
	At    *time.Time `json:"at,omitempty"`
}

func TestT1T2T3WhatCanBeReadInTwoWaysIsReadInNone(t *testing.T) {
	for given, wanted := range map[string]struct {
		code  refusal.Code
		field string
	}{
		`{"cash": "10.00", "Cash": "20.00"}`:                         {refusal.JSONUnknown, "Cash"},
		`{"CASH": "10.00"}`:                                          {refusal.JSONUnknown, "CASH"},
		`{"ca\u017fh": "10.00"}`:                                     {refusal.JSONUnknown, "caſh"},
		`{"cash": "1.00", "lines": [{"net": "1.00", "Product": 1}]}`: {refusal.JSONUnknown, "lines[0].Product"},
		`{"cash": "10.00", "cash": "10.00"}`:                         {refusal.JSONDuplicate, "cash"},
		`{"cash": "10.00", "\u0063ash": "20.00"}`:                    {refusal.JSONDuplicate, "cash"},
		`{"lines": [{"net": "1.00", "net": "2.00"}]}`:                {refusal.JSONDuplicate, "lines[0].net"},
		"{\"cash\": \"\xb0\xa1\"}":                                   {refusal.JSONNotUTF8, "cash"},
		"{\"\xb0\xa1\": 1}":                                          {refusal.JSONNotUTF8, ""},
		`{"cash": "\ud800"}`:                                         {refusal.JSONSurrogate, "cash"},
		`{"cash": "\udc00\ud800"}`:                                   {refusal.JSONSurrogate, "cash"},
		`{"cash": 1}`:                                                {refusal.JSONUnexpected, "cash"},
		`{"lines": [{"net": "1.00"}, {"net": "1,00"}]}`:              {refusal.JSONUnexpected, "lines[1].net"},
		`{"at": "yesterday"}`:                                        {refusal.JSONUnexpected, "at"},
		`{"cash": "1"`:                                               {refusal.JSONCutOff, ""},
		`{"cash": "1`:                                                {refusal.JSONCutOff, "cash"},
		``:                                                           {refusal.JSONCutOff, ""},
		` `:                                                          {refusal.JSONCutOff, ""},
		`{} {}`:                                                      {refusal.JSONTrailing, ""},
		`{}x`:                                                        {refusal.JSONTrailing, ""},
		`{"cash" "1"}`:                                               {refusal.JSONMalformed, "cash"},
		"\ufeff{}":                                                   {refusal.JSONMalformed, ""},
		"{\"cash\": \"\x01\"}":                                       {refusal.JSONMalformed, "cash"},
		`{"items":[` + strings.Repeat("0,", 4000) + `0]}`:                                                       {refusal.JSONTooMany, "items"},
		`{"items":[{` + manyMembers(257) + `}]}`:                                                                {refusal.JSONTooMany, "items[0]"},
		`[` + strings.Repeat(`[`+strings.Repeat("0,", 99)+`0],`, 999) + `[` + strings.Repeat("0,", 999) + `0]]`: {refusal.JSONTooMany, ""},
		strings.Repeat("[", 33) + strings.Repeat("]", 33):                                                       {refusal.JSONTooDeep, ""},
	} {
		var into body
		err := strictjson.Decode([]byte(given), &into)
		var refused *refusal.Refusal
		require.ErrorAs(t, err, &refused, given)
		require.Equal(t, wanted.code, refused.Code, "%s: %v", given, err)
		require.Equal(t, wanted.field, refused.Field, given)
		require.NotContains(t, refused.English(), "%!", given)
		require.NotContains(t, refused.Chinese(), "%!", given)
	}
}

func TestWhatIsInOrderIsReadAsItWasWritten(t *testing.T) {
	var into body
	require.NoError(t, strictjson.Decode([]byte(` {"cash": "😀", "lines": [{"net": "1.00"}], "at": "2026-09-18T10:00:00+08:00"} `+"\n"), &into))
	require.Equal(t, "😀", into.Cash)
	require.Equal(t, "1.00", into.Lines[0].Net.String())
	var any any
	require.NoError(t, strictjson.Decode([]byte(strings.Repeat("[", 32)+strings.Repeat("]", 32)), &any))
}

func TestWhatANewerVersionWroteIsPassedOver(t *testing.T) {
	var into body
	require.NoError(t, strictjson.DecodeKnown([]byte(`{"cash": "1.00", "later": {"a": [1]}}`), &into))
	require.Equal(t, "1.00", into.Cash)
	// in another case it is another member
	into = body{}
	require.NoError(t, strictjson.DecodeKnown([]byte(`{"Cash": "1.00"}`), &into))
	require.Empty(t, into.Cash)
	require.Error(t, strictjson.DecodeKnown([]byte(`{"cash": "1.00", "cash": "2.00"}`), &into))
}

// What passes is read alike by the standard library, and what it cannot read does not pass.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"cash": "10.00", "lines": [{"net": "1.00", "product": "云服务器"}]}`, `{"cash": "\ud83d\ude00"}`, `{"Cash": 1}`, `{"cash": "", "cash": ""}`,
		`[[[[1]]]]`, `{"at": "2026-09-18T10:00:00Z"}`, "{\"cash\": \"\xb0\xa1\"}", `{"cash": "\ud800"}`, `1e999`, `nul`, `{} {}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, given []byte) {
		var strict, lax body
		err := strictjson.Decode(given, &strict)
		if err != nil {
			var refused *refusal.Refusal
			if !errors.As(err, &refused) {
				t.Fatalf("%q: no refusal: %v", given, err)
			}
			return
		}
		require.NoError(t, json.Unmarshal(given, &lax), "%q", given)
		require.Equal(t, normal(t, lax), normal(t, strict), "%q", given)
	})
}

func normal(t *testing.T, b body) string {
	t.Helper()
	text, err := json.Marshal(b)
	require.NoError(t, err)
	return string(text)
}

// manyMembers are so many members of an object.
func manyMembers(count int) string {
	members := make([]string, count)
	for n := range members {
		members[n] = fmt.Sprintf(`"m%d":0`, n)
	}
	return strings.Join(members, ",")
}
