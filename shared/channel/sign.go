package channel

import (
	"maps"

	"github.com/sufler/sufler/shared/desk"
)

// Sign gives the headers with which the line's messenger itself would send body,
// so that a simulator or a test can stand in for it.
func Sign(line desk.Line, body []byte) map[string]string {
	h := map[string]string{"content-type": "application/json"}
	if plug, ok := Plugs(nil)[line.Channel]; ok {
		maps.Copy(h, plug.Sign(line, body))
	}
	return h
}
