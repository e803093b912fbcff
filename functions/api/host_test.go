package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Messengers reach us where the API was called; without a call there is no such
// place.
func TestWebhooksAreWhereTheAPIWasCalled(t *testing.T) {
	var got string
	h := onHost(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = base(r.Context()) }))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "https://abc123.execute-api.eu-west-1.amazonaws.com/v1/lines", nil))
	if got != "https://abc123.execute-api.eu-west-1.amazonaws.com" {
		t.Errorf("got %q", got)
	}
	if got := base(context.Background()); got != "" {
		t.Errorf("without a call: got %q", got)
	}
}
