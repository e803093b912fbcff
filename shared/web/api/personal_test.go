package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/web/api"
)

// nobodys are texts of the description that are called like customers' data and
// are none, or go in only: why.
var nobodys = map[string]string{
	"DialogRow.lineTitle DialogRow.teamTitle DialogRow.operatorName": "what the company set up, and operators",

	"Attachment.address": "what the customer wrote",
	"Announce.name File.name SendFile.name FAQFile.name Recording.name RecordingDetail.name": "files that operators send",
	"Automation.title AutomationSettings.title ChangeAutomation.title ActionButton.title":    "what the company set up",
	"List.title":                                    "an operator's own",
	"ExportFile.name":                               "a file of ours",
	"Good.name":                                     "what the company sells",
	"NewCard.title ChangeCard.title":                "goes in",
	"Key.name NewKey.name MadeKey.name":             "who holds a key",
	"Operator.name Operator.email Me.name Me.email": "operators",
	"User.name User.email":                          "who works in the CRM",
	"NewOperator.name NewOperator.email MadeOperator.name MadeOperator.email ChangeOperator.name ChangeOperator.email":                                                                                                                   "operators",
	"OperatorTarget.name OperatorLoad.name SignIn.email SignedIn.name Join.name Join.email":                                                                                                                                              "operators",
	"Field.name Field.title FieldSettings.title Described.title Need.name Pipeline.title PipelineSettings.title Stage.title":                                                                                                             "what the company set up",
	"Line.title LineSettings.title NewLine.title Reach.title Team.title NewTeam.title ChangeTeam.title TeamTarget.title TeamLoad.title Label.title CRM.title Connection.title Outage.title ConnectionSettings.title NewConnection.title": "what the company set up",
	"Endpoint.title NewEndpoint.title EndpointSettings.title MadeEndpoint.title":                                                                                                                                                         "what the company set up",
	"FAQColumn.title Canned.title NewCanned.title ChangeCanned.title ImportedRow.title":                                                                                                                                                  "ready answers",
	"ApprovedTemplate.name":                                  "what the company set up with the messenger",
	"Template.name TemplateHeader.filename":                  "of a message of ours",
	"Problem.title":                                          "a status",
	"VisitorWidget.title VisitorSaid.name VisitorSaid.photo": "what the company set up, and operators, to the visitor",
	"VisitorClaim.user":                                      "the site's own id, and goes in",
	"VisitorAnnounced.name VisitorFile.name VisitorProfile.name VisitorProfile.phone VisitorProfile.email": "the visitor's own, to the visitor",
}

// TestCustomersDataAreOfTheirType_RS02: a text of the description that is called like
// what tells who a customer is, is of the type that is taken out of answers, or is
// known to tell nothing. So a view that is added can't forget it.
func TestCustomersDataAreOfTheirType_RS02(t *testing.T) {
	w := httptest.NewRecorder()
	blank(api.API{}).ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Type      any
					Enum      []string
					Customers bool `json:"x-customers-data"`
				}
			}
		}
	}
	must(t, json.Unmarshal(w.Body.Bytes(), &doc))
	known := map[string]bool{}
	for names := range nobodys {
		for _, name := range strings.Fields(names) {
			known[name] = true
		}
	}
	called := regexp.MustCompile(`(?i)name|title|phone|e-?mail|^user$|photo|address`)
	marked := 0
	for schema, s := range doc.Components.Schemas {
		for property, p := range s.Properties {
			name := schema + "." + property
			switch {
			case p.Customers:
				marked++
			case p.Type == "string" && p.Enum == nil && called.MatchString(property) && !known[name]:
				t.Errorf("%s: make it a Personal, or say here why it tells nothing of a customer", name)
			}
			delete(known, name)
		}
	}
	for name := range known {
		t.Errorf("%s is not in the description", name)
	}
	if marked < 10 {
		t.Errorf("%d texts are customers' data, want those of profiles, contacts and cards", marked)
	}
}
