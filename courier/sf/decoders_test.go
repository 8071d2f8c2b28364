package sf

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/courier"
	"kaipiao/domain/loggable"
	"kaipiao/domain/parcel"
)

// What an order may be answered with, beside what is in order.
var answers = []string{
	"", "null", "[]", "<html><body>502 Bad Gateway</body></html>", `{"apiResultCode":"A1000","apiResultData":"{\"success\":true,\"err`,
	`{"apiResultCode":"A1000"}`, `{"apiResultCode":"A1000","apiResultData":{"success":true}}`, `{"apiResultCode":1000,"apiResultData":"{}"}`,
	"{\"apiResultCode\":\"A1001\",\"apiErrorMsg\":\"\xb2\xce\xca\xfd\xb4\xed\xce\xf3\"}", `{"apiResultCode":"A1005","apiErrorMsg":"流量受控"}`,
	`{"apiResultCode":"A1000","apiResultData":"{\"success\":\"false\",\"errorCode\":1014,\"errorMsg\":\"到件地址不能为空\"}"}`,
	`{"apiResultCode":"A1000","apiResultData":"{\"success\":true,\"errorCode\":\"S0000\",\"msgData\":{\"orderId\":\"KP-1\",\"filterResult\":\"2\"}}"}`,
	`{"apiResultCode":"A1000","apiResultData":"{\"success\":true,\"errorCode\":\"S0000\",\"msgData\":{\"orderId\":\"KP-1\",\"filterResult\":{}}}"}`,
	`{"apiResultCode":"A1000","apiResultData":"{\"success\":true,\"errorCode\":\"S0000\",\"msgData\":null}"}`,
}

// O5, I4: whatever an order is answered with is a shipment with a number, an error that says nothing, or a refusal that SF wrote itself.
func FuzzO5WhateverSFAnswers(f *testing.F) {
	for _, answer := range answers {
		f.Add(answer)
	}
	files, err := filepath.Glob("testdata/*.answer.json")
	require.NoError(f, err)
	require.Len(f, files, 5)
	for _, path := range files {
		content, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(string(content))
	}
	f.Fuzz(func(t *testing.T, answer string) {
		read, err := readAnswer([]byte(answer))
		if err != nil {
			require.NotEmpty(t, loggable.Text(err))
			return
		}
		order, err := readPlaced(read, "KP-1")
		if err != nil {
			require.NotErrorIs(t, err, courier.ErrRefusedForGood)
			return
		}
		if shipment, err := order.shipment(); err == nil {
			require.NotEmpty(t, shipment.TrackingNumber)
		}
	})
}

// O5: whatever is pushed, what is read of it is about a parcel that may be ours, in a word of ours, at an instant.
func FuzzO5WhateverSFPushes(f *testing.F) {
	for _, push := range []string{
		"", "{}", `{"Body":{"WaybillRoute":[]}}`, `{"Body":{"WaybillRoute":{}}}`, "content=%3CRequest%3E", "<Request/>", "\xb2\xce",
		`{"Body":{"WaybillRoute":[{"mailno":"SF7444400000001","orderid":"KP-1","acceptTime":"2026-09-18 10:00:00","opCode":50,"id":158,"remark":"x"}]}}`,
		`{"Body":{"WaybillRoute":[{"mailno":"SF1","orderid":"KP-1-a2","acceptTime":"2026-09-18 10:00:00","opCode":"70","reasonCode":"46"}]}}`,
		`{"Body":{"WaybillRoute":[{"mailno":"SF1","orderid":"KP-1","acceptTime":"2026-02-30 10:00:00","opCode":"80","id":"1"}]}}`,
	} {
		f.Add(push)
	}
	f.Fuzz(func(t *testing.T, push string) {
		events, err := ReadPush([]byte(push))
		if err != nil {
			require.NotEmpty(t, loggable.Text(err))
			return
		}
		last := time.Time{}
		for _, event := range events {
			require.True(t, event.Status.Valid())
			require.Regexp(t, `^[A-Za-z0-9-]{1,64}$`, event.TrackingNumber)
			require.Equal(t, time.UTC, event.At.Location())
			require.False(t, event.At.Before(last))
			last = event.At
		}
	})
}

func TestARouteIsOneEventHoweverOftenItComes(t *testing.T) {
	events, err := ReadPush([]byte(`{"Body":{"WaybillRoute":[
		{"mailno":"SF1","orderid":"KP-1-a2","acceptTime":"2026-09-18 10:00:02","opCode":"80","id":2},
		{"mailno":"SF1","orderid":"KP-1","acceptTime":"2026-09-18 10:00:00","opCode":"50","id":"1","new_member":{"a":[1]}},
		{"mailno":"SF1","orderid":"KP-1","acceptTime":"2026-09-18 10:00:00","opCode":"50","id":"1"},
		{"mailno":"SF1","orderid":"KP-1","acceptTime":"2026-09-18 10:00:01","opCode":"9999","id":"3"},
		{"mailno":"SF1","orderid":"KP-1","acceptTime":"2026-09-18 10:00:01","opCode":"70","reasonCode":"46","id":"4"}]}}`))
	require.NoError(t, err)
	at := time.Date(2026, 9, 18, 2, 0, 0, 0, time.UTC)
	require.Equal(t, []parcel.CourierEvent{
		{Reference: "KP-1", TrackingNumber: "SF1", Status: parcel.PickedUp, At: at},
		{Reference: "KP-1", TrackingNumber: "SF1", Status: parcel.Signed, At: at.Add(2 * time.Second)},
	}, events)
}

// S6: what SF says may repeat the recipient; the log has the parcel and the code.
func TestS6WhatSFSaysStaysOutOfTheLog(t *testing.T) {
	for code, final := range map[string]bool{"8196": true, "9999": false} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"apiResultCode":"A1000","apiResultData":"{\"success\":false,\"errorCode\":\"` + code +
				`\",\"errorMsg\":\"王芳 13800000000 无效\"}"}`))
		}))
		t.Cleanup(server.Close)
		ours, err := New(Config{
			BaseURL: server.URL, PartnerID: "P", CheckWord: "secret-of-ours", MonthlyCard: "7551234567", ExpressType: 2, Now: time.Now,
			Sender: Sender{Contact: "a", Phone: "1", Province: "p", City: "c", Address: "d"},
		})
		require.NoError(t, err)
		_, err = ours.Ship(t.Context(), courier.Order{Reference: "KP-1"})
		require.Equal(t, final, errors.Is(err, courier.ErrRefusedForGood))
		require.ErrorContains(t, err, "王芳", "who reads the failure in Temporal, decrypted, is told")
		said := loggable.Text(err)
		require.Contains(t, said, "KP-1")
		require.Contains(t, said, code)
		require.False(t, strings.Contains(said, "王芳") || strings.Contains(said, "13800000000") || strings.Contains(said, "secret-of-ours"))
	}
}

// I4: a code of which SF's documents do not say that it is final is so only as long as the contract does not have it tried again.
func TestI4CodesThatAreNotConfirmedAsFinalCanBeTriedAgain(t *testing.T) {
	for _, code := range []string{"8057", "20036", "8096"} {
		answer := []byte(`{"apiResultCode":"A1000","apiResultData":"{\"success\":false,\"errorCode\":\"` + code + `\"}"}`)
		_, err := readAnswer(answer)
		require.ErrorIs(t, err, courier.ErrRefusedForGood)
		_, err = readAnswer(answer, "8057", "20036", "8096")
		require.Error(t, err)
		require.NotErrorIs(t, err, courier.ErrRefusedForGood)
	}
}
