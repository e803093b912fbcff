package reader

// Tool is the one function a model may call. Its schema is the same for all
// companies, fields are data in the prompt: a schema per company would be
// compiled anew for each (minutes, on Bedrock), and a field's name would become
// part of the model's language.
type Tool struct {
	Name        string
	Description string
	Schema      Schema
}

// Schema is the part of JSON Schema 2020-12 that we use. A struct, not a map:
// models write an object in the order of its schema, and the quote must come
// before the value that is read out of it. Both tag sets are needed: "document"
// is the AWS SDK's.
type Schema struct {
	Type        string      `json:"type" document:"type"`
	Description string      `json:"description,omitempty" document:"description,omitempty"`
	Properties  *Properties `json:"properties,omitempty" document:"properties,omitempty"`
	Items       *Schema     `json:"items,omitempty" document:"items,omitempty"`
	Required    []string    `json:"required,omitempty" document:"required,omitempty"`
	Closed      *bool       `json:"additionalProperties,omitempty" document:"additionalProperties,omitempty"`
}

// Properties are the properties of both objects in the order in which they are
// to be written.
type Properties struct {
	Summary    *Schema `json:"summary,omitempty" document:"summary,omitempty"`
	Values     *Schema `json:"values,omitempty" document:"values,omitempty"`
	Field      *Schema `json:"field,omitempty" document:"field,omitempty"`
	Quote      *Schema `json:"quote,omitempty" document:"quote,omitempty"`
	Message    *Schema `json:"message,omitempty" document:"message,omitempty"`
	Value      *Schema `json:"value,omitempty" document:"value,omitempty"`
	Confidence *Schema `json:"confidence,omitempty" document:"confidence,omitempty"`
}

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
