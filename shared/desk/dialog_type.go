package desk

// DialogType is how a dialog began.
type DialogType string

// The types.
const (
	DialogIncoming DialogType = "incoming" // the customer wrote first
	DialogOutgoing DialogType = "outgoing" // an operator did, from here
	DialogHandedOn DialogType = "transfer" // it goes on where another was handed over
)

// DialogTypes are all of them.
func DialogTypes() []DialogType { return []DialogType{DialogIncoming, DialogOutgoing, DialogHandedOn} }

// Type is how the dialog began: one that an operator began opened with their message.
func (d Dialog) Type() DialogType {
	switch {
	case d.Parent != "":
		return DialogHandedOn
	case !d.RepliedAt.IsZero() && d.RepliedAt.Equal(d.OpenedAt):
		return DialogOutgoing
	}
	return DialogIncoming
}
