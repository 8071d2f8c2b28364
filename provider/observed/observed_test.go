package observed_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/circuit"
	"kaipiao/provider/observed"
)

// I4, I5: a call without an answer is counted as unknown, and an open circuit is seen.
func TestI5AProviderThatDoesNotAnswerIsSeen(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	defer server.Close()
	client := circuit.Around(observed.Around("away", aggregator.New(aggregator.Config{BaseURL: server.URL})), observed.Circuit("away"))
	require.Zero(t, figure(t, "kaipiao_provider_circuit_open"))
	for range 10 {
		_, _ = client.Query(t.Context(), "KPAAAAAAAAAAAAAAAAAA")
	}
	require.InDelta(t, 1, figure(t, "kaipiao_provider_circuit_open"), 0)
	require.InDelta(t, 5, figure(t, "kaipiao_provider_call_seconds"), 0, "what was not asked is not measured")
}

// figure is the value of a gauge, or how often a histogram was told something, of the provider of these tests.
func figure(t *testing.T, name string) (value float64) {
	t.Helper()
	families, err := prometheus.DefaultGatherer.Gather()
	require.NoError(t, err)
	for _, family := range families {
		for _, one := range family.GetMetric() {
			if family.GetName() == name && len(one.GetLabel()) > 0 {
				value += one.GetGauge().GetValue() + float64(one.GetHistogram().GetSampleCount())
			}
		}
	}
	return value
}

// telling is a provider that says how a seller stands.
type telling struct {
	provider.Client
	stands invoice.Standing
}

func (t *telling) Standing(context.Context, string) (invoice.Standing, error) { return t.stands, nil }

// I5, S6: what is left of a quota is a part of it, as the provider said when somebody asked; one that does not tell it leaves none.
func TestI5WhatIsLeftOfAQuotaIsSeen(t *testing.T) {
	told := &telling{}
	client := observed.Around("telling", told)
	quotas := func() (found []string) {
		families, err := prometheus.DefaultGatherer.Gather()
		require.NoError(t, err)
		for _, family := range families {
			if family.GetName() == "kaipiao_provider_quota_left_ratio" || family.GetName() == "kaipiao_provider_quota_told_seconds" {
				found = append(found, family.GetName())
			}
		}
		return found
	}
	_, err := client.Standing(t.Context(), "91110000802100433B")
	require.NoError(t, err)
	require.Empty(t, quotas())
	told.stands = invoice.Standing{Period: "2026-09", Total: money.MustParse("1000.00"), Remaining: money.MustParse("125.00")}
	_, err = client.Standing(t.Context(), "91110000802100433B")
	require.NoError(t, err)
	require.Len(t, quotas(), 2)
	require.InDelta(t, 0.125, figure(t, "kaipiao_provider_quota_left_ratio"), 0)
	require.Positive(t, figure(t, "kaipiao_provider_quota_told_seconds"))
}
