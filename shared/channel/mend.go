package channel

import (
	"bytes"
	"encoding/json"
)

// bridgeBody is a body that a company wrote with placeholders, made JSON, and a
// note if it was none. The platforms put words into it as they are: a line break
// or a quotation mark of the customer's makes it no JSON, and refusing it would
// lose the message.
func bridgeBody(body []byte) (good []byte, note string) {
	if json.Valid(body) {
		return body, ""
	}
	if m := mended(body); json.Valid(m) {
		return m, "the body is no JSON, since words were put into it as they are: it was read with its line breaks and quotation marks mended"
	}
	return body, ""
}

// mended is a JSON text whose strings hold raw line breaks, stray backslashes or
// quotation marks, with those escaped. A quotation mark ends a string only where
// JSON could go on after it.
func mended(body []byte) []byte {
	out := make([]byte, 0, len(body)+16)
	inside := false
	for i := 0; i < len(body); i++ {
		c := body[i]
		switch {
		case !inside:
			inside = c == '"'
			out = append(out, c)
		case c == '\\' && i+1 < len(body) && bytes.IndexByte([]byte(`"\/bfnrtu`), body[i+1]) >= 0:
			out = append(out, c, body[i+1])
			i++
		case c == '\\':
			out = append(out, `\\`...)
		case c == '\n':
			out = append(out, `\n`...)
		case c == '\r':
			out = append(out, `\r`...)
		case c < ' ':
			out = append(out, ' ')
		case c == '"' && !endsString(body[i+1:]):
			out = append(out, `\"`...)
		default:
			inside = c != '"'
			out = append(out, c)
		}
	}
	return out
}

// endsString says whether rest can follow a string in JSON.
func endsString(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if len(rest) == 0 || bytes.IndexByte([]byte("}]:"), rest[0]) >= 0 {
		return true
	}
	next := bytes.TrimLeft(rest[1:], " \t\r\n")
	return rest[0] == ',' && len(next) > 0 && next[0] == '"'
}
