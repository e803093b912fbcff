package boot_test

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/sufler/sufler/shared/boot"
)

// Whatever a caller sends through the gateway comes out as an answer that the
// gateway understands.
func FuzzHTTP(f *testing.F) {
	f.Add("POST", "/webhooks/telegram/l1", "a=1", "x-sign", "v", "{}", false)
	f.Add("GET", "/%zz", "%", "", "\n", "***", true)
	h := boot.HTTP{Handler: http.HandlerFunc(echo), Log: env().Log(io.Discard)}
	f.Fuzz(func(t *testing.T, method, path, query, name, value, body string, encoded bool) {
		in, err := json.Marshal(map[string]any{
			"rawPath": path, "rawQueryString": query, "headers": map[string]string{name: value}, "body": body, "isBase64Encoded": encoded,
			"requestContext": map[string]any{"http": map[string]string{"method": method}},
		})
		if err != nil {
			t.Fatal(err)
		}
		out, err := h.Invoke(t.Context(), in)
		var a struct{ StatusCode int }
		if err != nil || json.Unmarshal(out, &a) != nil || a.StatusCode < 200 {
			t.Errorf("got %s, %v", out, err)
		}
	})
}
