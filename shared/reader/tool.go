package reader

// toolTokens is about what the tool costs in a prompt.
const toolTokens = 600

var no = new(bool)

// ReportTool takes a reading.
var ReportTool = Tool{
	Name:        "report_reading",
	Description: "Hand in the reading of one dialog: its summary, and the field values that the dialog proves. An empty list of values is a normal, complete answer.",
	Schema: Schema{
		Type: "object", Required: []string{"summary", "values"}, Closed: no,
		Properties: &Properties{
			Summary: &Schema{Type: "string", Description: "What was agreed, what matters for the next contact. In the language asked for."},
			Values: &Schema{Type: "array", Description: "One entry for each field whose value the dialog proves; [] if there is none.", Items: &Schema{
				Type: "object", Required: []string{"field", "quote", "message", "value", "confidence"}, Closed: no,
				Properties: &Properties{
					Field:      &Schema{Type: "string", Description: "The field's name, exactly as in the field list."},
					Quote:      &Schema{Type: "string", Description: "The words of the message that prove the value, copied character for character, as short as proves it."},
					Message:    &Schema{Type: "integer", Description: "The number of the message that holds the quote."},
					Value:      &Schema{Type: "string", Description: "The value, read from the quote, in the form the field's type asks for."},
					Confidence: &Schema{Type: "number", Description: "0 to 1: how sure it is that this is the field's value."},
				},
			}},
		},
	},
}

// NoteTool takes the summary of a part of a long dialog.
var NoteTool = Tool{
	Name:        "report_notes",
	Description: "Hand in the notes on one part of a long dialog.",
	Schema: Schema{
		Type: "object", Required: []string{"summary"}, Closed: no,
		Properties: &Properties{Summary: &Schema{Type: "string", Description: "The notes, in the language asked for."}},
	},
}
