package desk

// ChannelInfo is what a person who connects a line of a channel must know of it.
type ChannelInfo struct {
	Channel Channel
	Needs   []LineNeed
	Files   []FileLimit // what goes out through it; what stands behind a bot platform may take less
}

// LineNeed is one secret or option that a channel's lines have.
type LineNeed struct {
	Name     string
	Secret   bool // in Line.Secrets; else in Line.Options
	Required bool
	Text     string   // what it is and where to find it
	OneOf    []string // the values that there are, if it is a choice
}
