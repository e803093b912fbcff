package bedrock

import (
	"regexp"
	"strings"
)

// denied says which of its causes an AccessDeniedException has, and what to
// change. Bedrock has one code for all of them and tells them apart in its
// message only, so its words are looked for; what is none of them names the right
// that is missing most often.
//
// https://repost.aws/knowledge-center/bedrock-access-denied-exception (policies),
// https://repost.aws/knowledge-center/bedrock-resolve-marketplace-permission,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
// (how IAM names the kind of policy).
func denied(said string) string {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("aws-marketplace", "marketplace"):
		return "the model's agreement on the AWS Marketplace is not accepted in this account: an administrator invokes the model once in the Bedrock console's playground (that role needs aws-marketplace:ViewSubscriptions and aws-marketplace:Subscribe); it holds for every role some minutes later"
	case has("service control policy", "resource control policy"):
		return "a policy of the organisation denies it" + where(said) + ": have bedrock:InvokeModel allowed in every region of the inference profile, or set a profile whose regions are allowed (global and the continents' profiles may go to any of theirs)"
	case has("permissions boundary", "session policy", "explicit deny"):
		return "a policy of this account denies it" + where(said) + ": look for the deny on bedrock:InvokeModel in the role's policies, its permissions boundary and its session"
	case has("is not authorized to perform"):
		return "the role lacks a right" + where(said) + ": give it bedrock:InvokeModel on the inference profile and on the model in all of the profile's regions"
	case has("account is not authorized", "not authorized to invoke this api", "not available for this account", "not allowed for this account", "account is not allowed"):
		return "this AWS account may not use the model: it is new, or bought through a reseller, or its country is not served; ask AWS Support, or choose another model"
	case has("access to the model", "access to this model", "model access"):
		return "this account has no access to the model: open it in the Bedrock console's model catalog, accept its agreement and, for Anthropic's, submit the use case details"
	}
	return "give the role bedrock:InvokeModel on the inference profile and on the model in all of its regions, and accept the model's agreement in the Bedrock console"
}

// where names the region and the kind of resource out of IAM's words, so that
// nobody looks into the caller's region for what another region denied. The
// account's number and the role's name stay out.
func where(said string) string {
	arn := regexp.MustCompile(`arn:aws[a-z-]*:bedrock:([a-z0-9-]*):[0-9]*:(foundation-model|inference-profile|application-inference-profile)/`).FindStringSubmatch(said)
	switch {
	case arn == nil:
		return ""
	case arn[1] == "":
		return " on the " + strings.ReplaceAll(arn[2], "-", " ") + ", for all regions"
	}
	return " on the " + strings.ReplaceAll(arn[2], "-", " ") + " in " + arn[1]
}
