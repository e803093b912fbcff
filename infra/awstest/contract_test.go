//go:build aws

package awstest_test

import (
	"os"
	"os/exec"
	"testing"
)

// TestStoreContract has the store's and flow's contracts, and the random runs
// beside the embedded engine, done on DynamoDB Local.
func TestStoreContract(t *testing.T) {
	cmd := exec.Command("go", "test", "-count=1", "../../shared/store/...")
	cmd.Env = append(os.Environ(), "SUFLER_DYNAMO_ENDPOINT="+dynamoURL)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
