package carrier_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/courier/carrier"
	"kaipiao/domain/loggable"
)

// S6: what the courier says may repeat the recipient; the log has the parcel and the status.
func TestS6WhatTheCourierSaysStaysOutOfTheLog(t *testing.T) {
	for _, status := range []int{http.StatusUnprocessableEntity, http.StatusServiceUnavailable} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"error": "收件人王芳 13800000000 上地十街10号 无法派送"}`))
		}))
		t.Cleanup(server.Close)
		_, err := carrier.New(carrier.Config{BaseURL: server.URL}).Ship(t.Context(), order)
		require.ErrorContains(t, err, "王芳", "who reads the failure in Temporal, decrypted, is told")
		said := loggable.Text(err)
		require.Contains(t, said, "inv-1")
		for _, personal := range []string{"王芳", "13800000000", "上地十街10号"} {
			require.NotContains(t, said, personal)
		}
	}
}
