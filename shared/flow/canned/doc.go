// Package canned holds what people do with canned responses, the ready answers that
// operators call templates: find, change, fill in, bring in from a file. WhatsApp's
// approved templates are another thing (desk.Template).
package canned
