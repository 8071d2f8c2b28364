package aggregator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/loggable"
	"kaipiao/provider"
)

// S6: what the provider says may repeat a title; the log has the call, the serial and the code.
func TestS6WhatTheProviderSaysStaysOutOfTheLog(t *testing.T) {
	const title, number = "北京甲科技有限公司", "26112000000000000001"
	for name, body := range map[string]string{
		"a refusal":          `{"code":"E4711","describe":"购方名称 ` + title + ` 与税号不符"}`,
		"a text for a code":  `{"code":"` + title + `","describe":"` + title + `"}`,
		"an unreadable name": `{"code":"E0000","result":{"serial":"KP1","status":"` + title + `"}}`,
	} {
		client, _ := scripted(t, map[string]string{
			"POST /invoices": body, "GET /invoices/KP1": body, "GET /red-forms/KP1": body, "POST /red-forms/KP1/withdraw": body,
			"GET /sellers/91110000802100433B": body, "GET /usages/" + number: body, "POST /numbers": body,
		})
		for call, err := range map[string]error{
			"submit":   second(client.Submit(t.Context(), invoice.Document{Serial: "KP1"})),
			"query":    second(client.Query(t.Context(), "KP1")),
			"red":      second(client.QueryRed(t.Context(), "KP1")),
			"withdraw": second(client.WithdrawRed(t.Context(), "KP1")),
			"standing": second(client.Standing(t.Context(), "91110000802100433B")),
			"usage":    second(client.Usage(t.Context(), provider.Key{Number: number})),
			"number":   second(client.ReserveNumber(t.Context(), invoice.Document{Serial: "KP1"})),
		} {
			if name == "an unreadable name" && (call == "submit" || call == "standing") {
				continue // these do not look at what is unreadable
			}
			require.Error(t, err, "%s: %s", name, call)
			require.NotContains(t, loggable.Text(err), title, "%s: %s", name, call)
			require.NotContains(t, loggable.Text(err), "91110000802100433B", "%s: %s", name, call)
			if name == "a refusal" {
				require.Contains(t, loggable.Text(err), "E4711", call)
			}
		}
	}
}

func second[Value any](_ Value, err error) error { return err }
