package limits_test

import (
	"fmt"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/api/limits"
)

// clock is a time that a test moves.
type clock struct{ time.Time }

func gate(l limits.Limits) (*limits.Gate, *clock) {
	c := &clock{time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)}
	return limits.NewGate(l, func() time.Time { return c.Time }), c
}

func caller(key string, a limits.Allowance) limits.Caller { return limits.Caller{Key: key, Allowed: a} }

// S3: a caller has so many calls at once of each kind, then so many a second; others are not touched, nor are other kinds.
func TestS3ACallerHasARateForEachKind(t *testing.T) {
	g, c := gate(limits.Limits{})
	one := limits.Allowance{Write: limits.Rate{PerSecond: 2, Burst: 3}, Read: limits.Rate{PerSecond: 1, Burst: 1}}
	enter := func(key string, kind limits.Kind) *limits.Refused {
		leave, refused := g.Enter(caller(key, one), kind)
		if refused == nil {
			leave()
		}
		return refused
	}
	for range 3 {
		require.Nil(t, enter("wang", limits.Write))
	}
	refused := enter("wang", limits.Write)
	require.Equal(t, &limits.Refused{After: 500 * time.Millisecond}, refused)
	require.Nil(t, enter("wang", limits.Read))
	require.Nil(t, enter("li", limits.Write))
	require.Nil(t, enter("wang", limits.Heavy), "what has no figure has no limit")
	c.Time = c.Add(refused.After)
	require.Nil(t, enter("wang", limits.Write))
	require.NotNil(t, enter("wang", limits.Write))
}

// S2: so many calls of one caller are answered at a time, so many with files, and so many of all callers.
func TestS2ACallerHasSoManyCallsAtOnce(t *testing.T) {
	g, _ := gate(limits.Limits{Calls: limits.Calls{AtOnce: 4, UploadsAtOnce: 2}})
	one := limits.Allowance{AtOnce: 2, UploadsAtOnce: 1}
	leave, refused := g.Enter(caller("wang", one), limits.Upload)
	require.Nil(t, refused)
	_, refused = g.Enter(caller("wang", one), limits.Upload)
	require.Equal(t, &limits.Refused{After: time.Second}, refused)
	_, refused = g.Enter(caller("wang", one), limits.Read)
	require.Nil(t, refused)
	_, refused = g.Enter(caller("wang", one), limits.Read)
	require.NotNil(t, refused)
	_, refused = g.Enter(caller("li", one), limits.Upload)
	require.Nil(t, refused)
	_, refused = g.Enter(caller("zhao", one), limits.Upload)
	require.Equal(t, &limits.Refused{Busy: true, After: time.Second}, refused)
	leave()
	leave() // once is enough
	_, refused = g.Enter(caller("zhao", one), limits.Upload)
	require.Nil(t, refused)
	_, refused = g.Enter(caller("qian", one), limits.Read)
	require.Nil(t, refused)
	_, refused = g.Enter(caller("sun", one), limits.Read)
	require.True(t, refused.Busy)
}

// S2: a caller hands in so much a day.
func TestS2ACallerHandsInSoMuchADay(t *testing.T) {
	g, c := gate(limits.Limits{})
	one := caller("wang", limits.Allowance{UploadMiBADay: 24})
	require.Nil(t, g.Bytes(one, 20<<20))
	refused := g.Bytes(one, 10<<20)
	require.InDelta(t, 6*time.Hour, refused.After, float64(time.Minute))
	c.Time = c.Add(refused.After + time.Minute)
	require.Nil(t, g.Bytes(one, 10<<20))
	require.Nil(t, g.Bytes(caller("li", limits.Allowance{}), 1<<40))
}

// S3: callers whom nobody has heard of for long are forgotten, so that made-up ones fill no memory; one that is being answered is not.
func TestS3OnlySoManyCallersAreRemembered(t *testing.T) {
	g, _ := gate(limits.Limits{})
	one := limits.Allowance{AtOnce: 1, Write: limits.Rate{PerSecond: 1, Burst: 1}}
	leave, refused := g.Enter(caller("stays", one), limits.Write)
	require.Nil(t, refused)
	for n := range 50_000 {
		out, refused := g.Enter(caller(fmt.Sprint("made up ", n), one), limits.Write)
		require.Nil(t, refused)
		out()
	}
	require.LessOrEqual(t, g.Remembered(), 1<<14)
	_, refused = g.Enter(caller("stays", one), limits.Read)
	require.NotNil(t, refused, "it is still answered")
	leave()
	out, refused := g.Enter(caller("stays", one), limits.Read)
	require.Nil(t, refused)
	out()
}

// S3: who does not say who it is counts by its address; what a header says of it is believed of a proxy only.
func TestS3AnAddressIsThatOfTheConnectionOrWhatAProxySays(t *testing.T) {
	bounds := limits.Connections{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, c := range []struct{ peer, forwarded, is string }{
		{"203.0.113.7:1234", "", "203.0.113.7"},
		{"203.0.113.7:1234", "198.51.100.1", "203.0.113.7"},
		{"10.0.0.1:1234", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1234", "1.2.3.4, 198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1234", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.1:1234", "nonsense", "10.0.0.1"},
		{"[2001:db8:1:2:3:4:5:6]:1234", "", "2001:db8:1:2::/64"},
		{"[::ffff:203.0.113.7]:1234", "", "203.0.113.7"},
		{"", "", "unknown"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.forwarded)
		require.Equal(t, c.is, bounds.AddressOf(r), c)
	}
}

func TestTheFileOfLimitsStandsOverTheDefaults(t *testing.T) {
	read, err := limits.Parse([]byte("callers: {customer: {write: {per_second: 1, burst: 5}}}\nconnections: {proxies: [10.0.0.0/8]}"))
	require.NoError(t, err)
	expected := limits.Default()
	expected.Callers.Customer.Write = limits.Rate{PerSecond: 1, Burst: 5}
	expected.Connections.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	require.Equal(t, expected, read)
	empty, err := limits.Parse(nil)
	require.NoError(t, err)
	require.Equal(t, limits.Default(), empty)
	for _, bad := range []string{
		"caller: {}", "callers: {customer: {write: {per_second: 1}}}", "callers: {customer: {write: {per_second: 1, burst: 0}}}",
		"callers: {customer: {at_once: -1}}", "calls: {at_once: -1}", "connections: {proxies: [nonsense]}", "calls: 7",
	} {
		_, err := limits.Parse([]byte(bad))
		if strings.Contains(bad, "per_second: 1}}}") {
			require.NoError(t, err, "the burst is the default's")
			continue
		}
		require.Error(t, err, bad)
	}
	path := filepath.Join(t.TempDir(), "limits.yaml")
	_, err = limits.Load(path)
	require.Error(t, err)
	require.NoError(t, os.WriteFile(path, []byte("calls: {at_once: 7}"), 0o600))
	loaded, err := limits.Load(path)
	require.NoError(t, err)
	require.Equal(t, 7, loaded.Calls.AtOnce)
}

// The sample of the documentation is the defaults: who copies it has changed nothing.
func TestTheSampleOfTheLimitsIsTheDefaults(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	require.NoError(t, err)
	_, sample, found := strings.Cut(string(page), "\n## Limits\n")
	require.True(t, found)
	_, sample, _ = strings.Cut(sample, "```yaml\n")
	sample, _, _ = strings.Cut(sample, "```")
	read, err := limits.Parse([]byte(sample))
	require.NoError(t, err)
	expected := limits.Default()
	expected.Connections.Proxies = []netip.Prefix{}
	require.Equal(t, expected, read)
}
