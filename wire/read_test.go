package wire_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/loggable"
	"kaipiao/domain/money"
	"kaipiao/wire"
)

// Texts, numbers and truth values come as each other.
func TestWhateverIsOneValueIsAText(t *testing.T) {
	read, err := wire.ReadObject([]byte(`{"text":"a","number":12.50,"long":26112000000000000001,"true":true,"null":null,"empty":"",
		"one":{"x":1},"list":[{"x":"2"},null],"texts":["a"],"mixed":[{"x":1},2]}`))
	require.NoError(t, err)
	for name, want := range map[string]string{"text": "a", "number": "12.50", "long": "26112000000000000001", "true": "true", "null": "", "list": ""} {
		require.Equal(t, want, read.String(name), name)
	}
	require.Equal(t, wire.Text("a"), read.Text("null", "empty", "none", "text", "number"))
	require.Equal(t, "1", read.One("one").String("x"))
	require.Len(t, read.List("list"), 2)
	require.True(t, read.One("list").Empty(), "it is not one")
	require.Nil(t, read.List("texts"))
	require.Nil(t, read.List("mixed"))
	for _, none := range []string{"", " ", "null", "{}"} {
		read, err := wire.ReadObject([]byte(none))
		require.NoError(t, err)
		require.True(t, read.Empty())
	}
	for _, bad := range []string{"[]", "1", `"x"`, `{"a":`, "<html>"} {
		_, err := wire.ReadObject([]byte(bad))
		require.ErrorIs(t, err, wire.ErrUnreadable, bad)
	}
}

// I11: a list that is not understood is an error: what is passed over would look as if there was nothing.
func TestI11AListIsReadWhereItMayStand(t *testing.T) {
	for content, many := range map[string]int{
		`[]`: 0, ``: 0, `null`: 0, `{}`: 0, `[{"a":1},{"a":2}]`: 2, `{"total":1,"list":[{"a":1}]}`: 1, `{"rows":[],"list":[{"a":1}]}`: 1,
		`{"total":1}`: -1, `[1]`: -1, `"x"`: -1, `{"list":["x"]}`: -1, `{"other":[{"a":1}]}`: -1, `[{"a":1}`: -1,
	} {
		read, err := wire.ReadObjects([]byte(content), "list", "rows")
		require.Equal(t, many < 0, err != nil, content)
		require.Len(t, read, max(many, 0), content)
	}
	_, err := wire.ReadObjects([]byte(`{"list":[{"a":1}]}`))
	require.ErrorIs(t, err, wire.ErrUnreadable, "only where it is said")
	all, _ := wire.ReadObjects([]byte(`[{"a":1},{"a":2}]`))
	is := func(value string) func(wire.Object) bool {
		return func(one wire.Object) bool { return one.String("a") == value }
	}
	found, exists, err := wire.Find(all, nil, is("2"))
	require.NoError(t, err)
	require.True(t, exists)
	require.Equal(t, "2", found.String("a"))
	_, exists, err = wire.Find(nil, nil, is("2"))
	require.NoError(t, err)
	require.False(t, exists)
	_, _, err = wire.Find(all, nil, is("3"))
	require.ErrorIs(t, err, wire.ErrUnreadable, "others came in its place")
	broken := errors.New("broken")
	_, _, err = wire.Find(all, broken, is("2"))
	require.ErrorIs(t, err, broken)
}

func TestAmountsCountsAndInstantsAreReadWhole(t *testing.T) {
	for said, want := range map[wire.Text]string{
		"1": "1.00", "-0.50": "-0.50", "12.5000": "12.50", "100000000000000": "100000000000000.00",
		"": "", "1.001": "", "1e3": "", "１": "", "1,000.00": "", ".5": "", "1.": "", "+1": "", "1000000000000000": "", "NaN": "",
	} {
		amount, err := said.Amount()
		require.Equal(t, want == "", err != nil, said)
		if err == nil {
			require.Equal(t, want, amount.String())
		}
	}
	for said, want := range map[wire.Text]int{"0": 0, "012": 12, "-1": -1, "": -1, "1.0": -1, "99999999999999999": -1} {
		count, err := said.Count()
		require.Equal(t, want < 0, err != nil, said)
		require.Equal(t, max(want, 0), count)
	}
	ten := time.Date(2026, 11, 28, 2, 30, 0, 0, time.UTC)
	for said, want := range map[wire.Text]time.Time{
		"2026-11-28 10:30:00": ten, "20261128103000": ten, "1795833000000": ten,
		"": {}, "0": {}, "1795833000": {}, "20261328103000": {}, "2026-11-28": {}, "1999-12-31 10:00:00": {}, "2026-11-28T10:30:00Z": {}, "20261128": {},
	} {
		at, err := said.Instant()
		require.Equal(t, want.IsZero(), err != nil, said)
		require.Equal(t, want, at, said)
	}
	require.Equal(t, wire.Text("2026-11-28 10:30:00"), wire.Text(wire.Civil(ten)))
}

// I11: what is taken from which line is told of every line or of none.
func TestI11WhatIsListedHasItsAmountsOrIsUnreadable(t *testing.T) {
	fields := wire.Fields{At: "time", Net: "net", Tax: "tax", Lines: "lines", Line: [3]string{"n", "net", "tax"}}
	listed := func(content string) (invoice.Listed, error) {
		read, err := wire.ReadObject([]byte(content))
		require.NoError(t, err)
		return read.Listed(fields)
	}
	line := invoice.Line{Number: 1, Net: money.MustParse("100.00"), Tax: money.MustParse("6.00"), Gross: money.MustParse("106.00")}
	want := invoice.Listed{At: time.Date(2026, 11, 28, 2, 30, 0, 0, time.UTC), Net: line.Net, Tax: line.Tax, Gross: line.Gross}
	read, err := listed(`{"time":"2026-11-28 10:30:00","net":100,"tax":"6.00","lines":[{"n":"1","net":"100.00","tax":6},{"net":"1","tax":"1"}]}`)
	require.NoError(t, err)
	require.Equal(t, want, read)
	want.Lines = []invoice.Line{line}
	read, err = listed(`{"time":"2026-11-28 10:30:00","net":100,"tax":"6.00","lines":[{"n":"1","net":"100.00","tax":6}]}`)
	require.NoError(t, err)
	require.Equal(t, want, read)
	back := read.TakenBack()
	require.Equal(t, []string{"-100.00", "-6.00", "-106.00", "-106.00"},
		[]string{back.Net.String(), back.Tax.String(), back.Gross.String(), back.Lines[0].Gross.String()})
	require.Equal(t, want, read, "the entry itself is as before")
	require.Equal(t, back, back.TakenBack())
	for _, bad := range []string{`{"net":1,"tax":1}`, `{"time":"2026-11-28 10:30:00","tax":1}`, `{"time":"2026-11-28 10:30:00","net":"1.001","tax":1}`} {
		_, err := listed(bad)
		require.ErrorIs(t, err, wire.ErrUnreadable)
	}
}

// S6: what a refusal says stays out of the log, and what lets us in out of both.
func TestS6ARefusalIsLoggedByItsCode(t *testing.T) {
	secrets := wire.Secrets{"the-secret", ""}
	text := secrets.Hidden("北京甲科技有限公司 the-secret the-token", "the-token", "")
	require.Equal(t, "北京甲科技有限公司 … …", text)
	refusal := &wire.Refusal{Party: "The other side", Code: "E1", SubCode: "S2", Text: text}
	result, err := "kept", error(refusal)
	wire.Named("query KP1", &result, &err)
	require.Empty(t, result)
	require.ErrorContains(t, err, "query KP1: The other side answered E1 北京甲科技有限公司")
	require.Equal(t, "query KP1: The other side answered E1", loggable.Text(err))
	require.Equal(t, refusal, wire.RefusalIn(err))
	require.True(t, wire.RefusalIn(err).Has("S2") && wire.RefusalIn(err).Has("x", "E1"))
	require.False(t, wire.RefusalIn(err).Has("", "E2"))
	require.False(t, wire.RefusalIn(nil).Has(""), "without a refusal there is no code")
	result, err = "kept", nil
	wire.Named("query KP1", &result, &err)
	require.NoError(t, err)
	require.Equal(t, "kept", result)
	require.Equal(t, "The other side answered (no code)", (&wire.Refusal{Party: "The other side", Code: "北京甲"}).Loggable())
}

func TestSettingsAreNamedAndNotRepeated(t *testing.T) {
	require.NoError(t, wire.Missing(map[string]string{"Key": "k"}))
	require.EqualError(t, wire.Missing(map[string]string{"Secret": "", "Key": "", "Clerk": "hush"}), "missing: Key, Secret")
	require.NoError(t, wire.NotAddresses(map[string]string{"BaseURL": "https://vendor.example/x"}))
	err := wire.NotAddresses(map[string]string{"BaseURL": "https://hush:hush@vendor.example", "TokenURL": "https://vendor.example"})
	require.EqualError(t, err, "no address of http or https: BaseURL")
	require.Equal(t, wire.Members{"a": "1", "b": 0}, wire.Members{"a": "1", "b": 0, "c": ""}.Given())
}

// O5: whatever comes, nothing breaks, and what is read is whole.
func FuzzObjects(f *testing.F) {
	for _, seed := range []string{
		`"1.00"`, `1`, `1e400`, `"1e9"`, `null`, `true`, `{}`, `[]`, `"1700000000000"`, `99999999999999999`, `"2026-11-01 10:00:00"`, `-0.005`,
		`{"a":[{"a":null},{}],"b":{"c":[]},"c":"x"}`, `[[[[{}]]]]`, `{"list":{"list":[{"a":1}]}}`, "\xb6\xee", `{"a":1,"a":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var value wire.Text
		if wire.Read(content, &value) == nil {
			if at, err := value.Instant(); err == nil {
				require.Equal(t, time.UTC, at.Location())
				require.GreaterOrEqual(t, at.Year(), 1999)
			}
			_, _ = value.Amount()
			_, _ = value.Count()
		}
		if _, err := wire.ReadObject(content); err != nil {
			require.ErrorIs(t, err, wire.ErrUnreadable)
		}
		rows, err := wire.ReadObjects(content, "list")
		require.False(t, err != nil && rows != nil)
	})
}
