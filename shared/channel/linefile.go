package channel

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// lineFile is a line as the API takes it. Secrets and options may also stand at
// the top, by their names.
type lineFile struct {
	ID        string               `json:"id"`
	Title     string               `json:"title"`
	PublicKey string               `json:"publicKey"`
	Origins   []string             `json:"origins"`
	Secrets   lineValues           `json:"secrets"`
	Options   lineValues           `json:"options"`
	Config    map[string]kit.AnyID `json:"config"` // both, as other projects have it
}

// lineValues are values by name. The API shows a line's secrets by their names
// alone: such a list holds no value.
type lineValues map[string]kit.AnyID

func (v *lineValues) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '[' {
		return nil
	}
	return json.Unmarshal(raw, (*map[string]kit.AnyID)(v))
}

// ReadLine reads a line of a channel from JSON, for tools that work without a
// store. Names may be written like_this or likeThis, or as other projects have
// them ("auth_token"), values be numbers; any that no plug needs are left out. An
// empty file is a line without secrets, which refuses everything.
// ErrInvalid: no such channel, or no JSON object.
func ReadLine(ch desk.Channel, file []byte) (desk.Line, error) {
	ch = desk.ParseChannel(string(ch))
	p, ok := Plugs(nil)[ch]
	if !ok {
		return desk.Line{}, kit.Invalid("there is no channel %q", ch)
	}
	line := desk.Line{ID: "line", Channel: ch, Active: true, Secrets: map[string]string{}, Options: map[string]string{}}
	if len(file) == 0 {
		return line, nil
	}
	var f lineFile
	var all map[string]json.RawMessage
	if json.Unmarshal(file, &f) != nil || json.Unmarshal(file, &all) != nil {
		return desk.Line{}, fmt.Errorf("the line's file is no JSON object of a line: %w", desk.ErrInvalid)
	}
	if f.ID != "" {
		line.ID = desk.LineID(f.ID)
	}
	line.Title, line.PublicKey, line.Origins = f.Title, f.PublicKey, f.Origins
	flat := map[string]kit.AnyID{}
	for name, raw := range all {
		var v kit.AnyID
		if json.Unmarshal(raw, &v) == nil {
			flat[name] = v
		}
	}
	for _, n := range p.Needs() {
		for _, name := range append(slices.Clone(n.Also), n.Name) { // its own name goes before others
			if n.Secret {
				pick(line.Secrets, n.Name, name, flat, f.Config, f.Secrets)
			} else {
				pick(line.Options, n.Name, name, flat, f.Config, f.Options)
			}
		}
	}
	return line, nil
}

// pick puts the last of the values that go by a need's name, however written,
// into to.
func pick(to map[string]string, need, name string, from ...map[string]kit.AnyID) {
	for _, values := range from {
		for k, v := range values {
			if loose(k) == loose(name) && v != "" {
				to[need] = string(v)
			}
		}
	}
}

// loose is a name without what people write differently.
func loose(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(name))
}
