package awstest_test

import (
	"encoding/json"
	"fmt"
	"strings"
)

// writingAsks are Amazon Transcribe's: beginning a job is of no resource, and the recording is
// read with the rights of who begins it.
//
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazontranscribe.html
func writingAsks(op string, body []byte) ([]ask, error) {
	var in struct {
		Name  string `json:"TranscriptionJobName"`
		Media struct {
			URI string `json:"MediaFileUri"`
		}
	}
	if err := json.Unmarshal(body, &in); err != nil || in.Name == "" {
		return nil, fmt.Errorf("the tests know no rights of transcribe:%s %s, %v", op, body, err)
	}
	if at, is := strings.CutPrefix(in.Media.URI, "s3://"); is && op == "StartTranscriptionJob" {
		return []ask{{action: "transcribe:" + op, resource: "*"}, {action: "s3:GetObject", resource: "arn:aws:s3:::" + at}}, nil
	}
	return []ask{{action: "transcribe:" + op, resource: "arn:aws:transcribe:" + region + ":" + account + ":transcription-job/" + in.Name}}, nil
}
