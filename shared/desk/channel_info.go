package desk

import (
	"maps"
	"slices"
)

// ChannelInfo is what a person who connects a line of a channel must know of it.
type ChannelInfo struct {
	Channel Channel
	Needs   []LineNeed
	Files   []FileLimit // what goes out through it
}

// FileLimit is what a channel takes as one kind of attachment.
type FileLimit struct {
	Kind  AttachmentKind
	Max   int64    // bytes
	Types []string // nil: all that may be sent at all
}

// Files are what the channel takes, by kind. What stands behind a bot platform may
// take less.
func (c Channel) Files() []FileLimit {
	var out []FileLimit
	rules := fileRules[string(c)]
	for _, kind := range slices.Sorted(maps.Keys(rules)) {
		out = append(out, FileLimit{kind, rules[kind].max, slices.Clone(rules[kind].types)})
	}
	return out
}

// LineNeed is one secret or option that a channel's lines have.
type LineNeed struct {
	Name     string
	Secret   bool // in Line.Secrets; else in Line.Options
	Required bool
	Text     string   // what it is and where to find it
	OneOf    []string // the values that there are, if it is a choice
}
