package webhook_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/event"
	"kaipiao/domain/webhook"
)

var noon = time.Date(2026, 9, 18, 4, 0, 0, 0, time.UTC)

// bodyOf is the message of an event to an endpoint that asks for nothing more.
func bodyOf(e webhook.Event) ([]byte, error) {
	return webhook.Claimed{Delivery: webhook.Delivery{Event: e}}.Body()
}

// O3: subscribers learn the ids and the state; what may be personal they read over the API.
func TestO3AMessageHoldsNoPersonalData(t *testing.T) {
	issued := webhook.Event{
		ID: 7, At: noon.In(time.FixedZone("Shanghai", 8*3600)), What: "issued", Detail: "26112000000000000001", Account: "acct",
		Application: "a1", Invoice: "a1-1", Status: "issued",
	}
	body, err := bodyOf(issued)
	require.NoError(t, err)
	require.Equal(t, "7", issued.MessageID())
	require.JSONEq(t, `{"type": "invoice.issued", "timestamp": "2026-09-18T04:00:00Z", "data": {"account": "acct", "application": "a1",
		"invoice": "a1-1", "ticket": null, "what": "issued", "status": "issued", "detail": "26112000000000000001"}}`, string(body))
	for what, typed := range map[event.Name]string{
		"rejected": "王芳的身份证号有误", "renamed": "北京新甲科技有限公司", "cancelled": "typo by 13800000000", "failed": "购方名称 王芳 有误",
		"ticket_refused": "t1 王芳", "an event of tomorrow": "whatever",
	} {
		body, err := bodyOf(webhook.Event{ID: 8, At: noon, What: what, Detail: typed, Application: "a1"})
		require.NoError(t, err)
		require.NotContains(t, string(body), "detail", what)
		require.NotContains(t, string(body), typed, what)
	}
}

// O3: whoever wants to tell subscribers more of an event looks here first: what a person may have typed is not among them.
func TestO3TheDetailsThatAreTold(t *testing.T) {
	var told []event.Name
	for _, entry := range event.Catalogue() {
		for about := range entry.Types {
			happened := webhook.Event{At: noon, What: entry.Name, Detail: "the detail", Application: "a1"}
			switch about {
			case event.Invoice:
				happened.Invoice = "a1-1"
			case event.Ticket:
				happened.Ticket = "t1"
			case event.Application:
			}
			body, err := bodyOf(happened)
			require.NoError(t, err)
			require.Contains(t, string(body), `"type":"`+entry.Types[about]+`"`)
			require.Equal(t, entry.TellsDetail, strings.Contains(string(body), "the detail"), entry.Name)
		}
		if entry.TellsDetail {
			told = append(told, entry.Name)
		}
	}
	require.ElementsMatch(t, []event.Name{
		"serial_stored", "issued", "waiting", "parked", "reduced", "due_changed", "promise_at_risk", "promise_missed", "red_issued",
		"partly_red_issued", "reversal_parked", "ticket_opened", "run_cancel_requested", "run_restarted", "mail_undeliverable",
		"offset", "handed_to_vendor", "vendor_reminded", "acceptance_proposed", "outstanding_accepted", "red_files_ready",
	}, told)
}

func TestO3TheTypeNamesWhatTheEventIsAbout(t *testing.T) {
	for expected, happened := range map[string]webhook.Event{
		"application.approved":      {What: "approved", Application: "a1"},
		"invoice.issued":            {What: "issued", Application: "a1", Invoice: "i1"},
		"invoice.parcel_in_transit": {What: "parcel_in_transit", Application: "a1", Invoice: "i1"},
		"ticket.opened":             {What: "ticket_opened", Application: "a1", Invoice: "i1", Ticket: "t1"},
		"ticket.promise_missed":     {What: "promise_missed", Application: "a1", Ticket: "t1"},
	} {
		require.Equal(t, expected, happened.Type())
	}
}

// O3: pauses double from seconds to an hour, each somewhat shorter by chance; after a day it is enough.
func TestO3TriesBecomeRareAndEndAfterADay(t *testing.T) {
	for attempts, whole := range map[int]time.Duration{
		0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second, 10: 2560 * time.Second, 11: time.Hour, 1000: time.Hour,
	} {
		require.Equal(t, whole/2, webhook.Pause(attempts, 0), attempts)
		require.Equal(t, whole, webhook.Pause(attempts, 1), attempts)
		require.Equal(t, whole*3/4, webhook.Pause(attempts, 0.5), attempts)
	}
	for _, random := range []float64{0, 0.5, 1} {
		now, tries := noon, 0
		for {
			tries++
			verdict := webhook.Judge(webhook.Refused, tries, noon, now, random)
			if verdict.Status == webhook.Parked {
				break
			}
			require.Equal(t, webhook.Waiting, verdict.Status)
			require.True(t, verdict.Next.After(now))
			now = verdict.Next
		}
		require.Equal(t, noon.Add(24*time.Hour), now, "the last try is a day after the first")
		require.Less(t, tries, 70)
		require.Greater(t, tries, 30)
	}
}

func TestO3WhatAnOutcomeMeans(t *testing.T) {
	for kind, expected := range map[webhook.OutcomeKind]webhook.Verdict{
		webhook.Taken:   {Status: webhook.Delivered},
		webhook.Gone:    {Status: webhook.Parked, Ends: true},
		webhook.Unknown: {Status: webhook.Waiting, Next: noon.Add(5 * time.Second)},
		webhook.Refused: {Status: webhook.Waiting, Next: noon.Add(5 * time.Second)},
		webhook.NotSent: {Status: webhook.Waiting, Next: noon.Add(5 * time.Second)},
	} {
		require.Equal(t, expected, webhook.Judge(kind, 1, noon, noon, 1), kind)
	}
	late := noon.Add(webhook.GiveUpAfter)
	require.Equal(t, webhook.Delivered, webhook.Judge(webhook.Taken, 40, noon, late, 1).Status, "taken is taken, however late")
}

func TestASecretIsShownOnceAndNeverLogged(t *testing.T) {
	secret := webhook.Secret("0123456789abcdef0123456789abcdef")
	read, err := webhook.ParseSecret(secret.Text())
	require.NoError(t, err)
	require.Equal(t, secret, read)
	require.NotContains(t, fmt.Sprintf("%v %s", secret, secret), secret.Text())
	for _, wrong := range []string{"", "MDEy", "whsec_?", "whpk_MDEy"} {
		_, err := webhook.ParseSecret(wrong)
		require.Error(t, err, wrong)
	}
}

// S8: which endpoints may be subscribed is a setting; whoever says nothing gets public addresses over https only.
func TestS8WhereMessagesMayGo(t *testing.T) {
	allowed := map[webhook.Targets]string{}
	for _, address := range []string{
		"https://example.com/hooks?a=b", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://[fd00::1]/", "https://8.8.8.8/",
		"http://localhost:8090/webhooks", "http://127.0.0.1:1/", "http://[::1]:1/", "http://10.0.0.1/", "http://example.com/",
	} {
		for _, targets := range []webhook.Targets{webhook.Development, webhook.Public, webhook.Any, ""} {
			verdict := "."
			if targets.Check(address) == nil {
				verdict = "+"
			}
			allowed[targets] += verdict
		}
	}
	require.Equal(t, map[webhook.Targets]string{
		webhook.Development: "++++++++..", webhook.Public: "+...+.....", webhook.Any: "++++++++++", "": "+...+.....",
	}, allowed)
	for _, wrong := range []string{
		"", "example.com", "ftp://example.com", "https://", "https://user:word@example.com", "https://example.com/#x", "https://exa mple.com", "//x",
	} {
		require.ErrorIs(t, webhook.Any.Check(wrong), webhook.ErrNoEndpoint, wrong)
	}
	_, err := webhook.ParseTargets("publik")
	require.ErrorContains(t, err, "development, public or any")
	for _, word := range []string{"", "development", "public", "any"} {
		_, err := webhook.ParseTargets(word)
		require.NoError(t, err)
	}
}

// What a name stands for is looked at with every call: it may be another address than yesterday.
func TestS8WhichAddressesAreReached(t *testing.T) {
	for address, expected := range map[string]string{
		"8.8.8.8": "+", "2400:3200::1": "+", "127.0.0.1": ".", "::1": ".", "10.1.2.3": ".", "172.16.0.1": ".", "192.168.1.1": ".", "169.254.169.254": ".",
		"100.64.0.1": ".", "0.0.0.0": ".", "224.0.0.1": ".", "255.255.255.255": ".", "fe80::1": ".", "fd00::1": ".", "::ffff:10.0.0.1": ".",
		"64:ff9b::a00:1": ".", "2002:a00:1::": ".", "::": ".",
		// S8: what is reserved, or was once
		"2001::1": ".", "2001:1::1": ".", "::a00:1": ".", "::8.8.8.8": ".", "fec0::1": ".", "100::1": ".", "3fff::1": ".", "5f00::1": ".",
		"192.88.99.1": ".", "192.31.196.1": ".", "192.52.193.1": ".", "192.175.48.1": ".", "2001:4860:4860::8888": "+",
	} {
		verdict := "."
		if webhook.Public.Reaches("https", netip.MustParseAddr(address)) {
			verdict = "+"
		}
		require.Equal(t, expected, verdict, address)
		require.False(t, webhook.Public.Reaches("http", netip.MustParseAddr(address)), address)
	}
	require.False(t, webhook.Development.Reaches("http", netip.MustParseAddr("10.0.0.1")))
	require.True(t, webhook.Development.Reaches("http", netip.MustParseAddr("::ffff:127.0.0.1")))
}
