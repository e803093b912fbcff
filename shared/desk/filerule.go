package desk

import (
	"slices"
	"strings"
)

// fileRule is what a messenger takes as one kind of attachment.
type fileRule struct {
	max   int64    // bytes
	types []string // nil: all that may be sent at all
}

// fileRules are the messengers' limits: the one place where they stand. A key
// with a slash is a bot platform with a messenger behind it, whose own rules
// hold too.
//
//	https://core.telegram.org/bots/api#sending-files
//	https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
//	https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api
//	https://developers.facebook.com/docs/messenger-platform/instagram/features/attachment-upload
//	https://developers.viber.com/docs/api/rest-bot-api/#message-types
//	https://manychat.github.io/dynamic_block_docs/
//
// Smart Sender publishes no limits; what is said of it is the least of the others'.
var fileRules = map[string]map[AttachmentKind]fileRule{
	"web": {AttachedPhoto: {MaxUpload, nil}, AttachedVoice: {MaxUpload, nil}, AttachedVideo: {MaxUpload, nil}, AttachedAudio: {MaxUpload, nil}, AttachedDocument: {MaxUpload, nil}},
	"telegram": {
		AttachedPhoto: {10 * MB, []string{"image/jpeg", "image/png", "image/webp"}}, AttachedVoice: {50 * MB, []string{"audio/ogg"}},
		AttachedAudio: {50 * MB, []string{"audio/mpeg", "audio/mp4"}}, AttachedVideo: {50 * MB, []string{"video/mp4"}}, AttachedDocument: {50 * MB, nil},
	},
	"whatsapp": {
		AttachedPhoto: {5 * MB, []string{"image/jpeg", "image/png"}}, AttachedVoice: {16 * MB, []string{"audio/ogg"}},
		AttachedAudio: {16 * MB, []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4"}},
		AttachedVideo: {16 * MB, []string{"video/mp4", "video/3gpp"}}, AttachedDocument: {100 * MB, whatsappDocuments},
	},
	"messenger": {
		AttachedPhoto: {8 * MB, []string{"image/jpeg", "image/png", "image/gif"}}, AttachedAudio: {25 * MB, nil}, AttachedVideo: {25 * MB, nil}, AttachedDocument: {25 * MB, nil},
	},
	"instagram": {
		AttachedPhoto: {8 * MB, []string{"image/jpeg", "image/png", "image/gif"}}, AttachedAudio: {25 * MB, []string{"audio/aac", "audio/mp4", "audio/wav"}},
		AttachedVideo: {25 * MB, []string{"video/mp4", "video/quicktime", "video/webm"}}, AttachedDocument: {25 * MB, []string{"application/pdf"}},
	},
	"viber": {
		AttachedPhoto: {1 * MB, []string{"image/jpeg", "image/png", "image/gif"}}, AttachedVideo: {26 * MB, []string{"video/mp4"}}, AttachedDocument: {50 * MB, nil},
	},
	"manychat": {
		AttachedPhoto: {8 * MB, []string{"image/jpeg", "image/png", "image/gif"}}, AttachedAudio: {25 * MB, nil}, AttachedVideo: {25 * MB, nil}, AttachedDocument: {25 * MB, nil},
	},
	"manychat/whatsapp":  {AttachedPhoto: {5 * MB, []string{"image/jpeg", "image/png"}}},
	"manychat/instagram": {AttachedPhoto: {8 * MB, []string{"image/jpeg", "image/png", "image/gif"}}},
	"smartsender": {
		AttachedPhoto: {5 * MB, []string{"image/jpeg", "image/png"}}, AttachedAudio: {16 * MB, nil}, AttachedVideo: {16 * MB, nil}, AttachedDocument: {25 * MB, nil},
	},
}

// whatsappDocuments are the types that WhatsApp's upload takes and everybody can
// open; its own error lists them. A table of text goes as plain text.
var whatsappDocuments = []string{
	"application/pdf", "text/plain", "text/csv", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"image/jpeg", "image/png", "audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "video/mp4", "video/3gpp",
}

// kindsOf are the kinds as which a file can go out, the best one first.
func kindsOf(mime string) []AttachmentKind {
	switch family, _, _ := strings.Cut(mime, "/"); {
	case family == "image":
		return []AttachmentKind{AttachedPhoto, AttachedDocument}
	case mime == "audio/ogg":
		return []AttachmentKind{AttachedVoice, AttachedAudio, AttachedDocument}
	case family == "audio":
		return []AttachmentKind{AttachedAudio, AttachedDocument}
	case family == "video":
		return []AttachmentKind{AttachedVideo, AttachedDocument}
	}
	return []AttachmentKind{AttachedDocument}
}

// FileKind is the kind as which an upload goes out on the line: what it is,
// where the messenger takes such a file as that, else a document. Refusals, with
// the limit in words: file_type_not_allowed, file_too_big.
func (l Line) FileKind(u Upload) (AttachmentKind, error) {
	var tooBig, notThat *Refusal
	for _, kind := range kindsOf(u.MIME) {
		no := l.takes(kind, u)
		switch {
		case no == nil:
			return kind, nil
		case no.Code == CodeFileTooBig:
			tooBig = no
		default:
			notThat = no
		}
	}
	if tooBig != nil { // of the right type, so this is what can be helped
		return "", tooBig
	}
	return "", notThat
}

func (l Line) takes(kind AttachmentKind, u Upload) *Refusal {
	behind := l.Options["messenger"]
	for _, where := range []string{string(l.Channel), string(l.Channel) + "/" + behind, behind} {
		rules, ok := fileRules[where]
		rule, takes := rules[kind]
		switch {
		case !ok:
		case !takes, rule.types != nil && !slices.Contains(rule.types, u.MIME):
			return noFile(CodeFileType, "%s takes no %s of the type %s. It takes %s.", where, kind, u.MIME, inWords(rules))
		case u.Size > rule.max:
			return noFile(CodeFileTooBig, "%q has %s; %s takes a %s of at most %s.", u.Name, megabytes(u.Size), where, kind, megabytes(rule.max))
		}
	}
	return nil
}

// inWords says what a messenger takes, in a fixed order.
func inWords(rules map[AttachmentKind]fileRule) string {
	var parts []string
	for _, kind := range []AttachmentKind{AttachedPhoto, AttachedVoice, AttachedAudio, AttachedVideo, AttachedDocument} {
		rule, ok := rules[kind]
		if !ok {
			continue
		}
		of := "any type"
		if rule.types != nil {
			of = strings.Join(rule.types, ", ")
		}
		parts = append(parts, string(kind)+" ("+of+", "+megabytes(rule.max)+")")
	}
	return strings.Join(parts, "; ")
}
