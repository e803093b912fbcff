package desk

import (
	"slices"
	"strings"
)

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
	for _, rules := range l.Traits.Files {
		limit, takes := rules.limit(kind)
		switch {
		case !takes, limit.Types != nil && !slices.Contains(limit.Types, u.MIME):
			return noFile(CodeFileType, "%s takes no %s of the type %s. It takes %s.", rules.Of, kind, u.MIME, rules.inWords())
		case u.Size > limit.Max:
			return noFile(CodeFileTooBig, "%q has %s; %s takes a %s of at most %s.", u.Name, megabytes(u.Size), rules.Of, kind, megabytes(limit.Max))
		}
	}
	return nil
}

func (r FileRules) limit(kind AttachmentKind) (FileLimit, bool) {
	i := slices.IndexFunc(r.Limits, func(l FileLimit) bool { return l.Kind == kind })
	if i < 0 {
		return FileLimit{}, false
	}
	return r.Limits[i], true
}

// inWords says what is taken, in a fixed order.
func (r FileRules) inWords() string {
	var parts []string
	for _, kind := range []AttachmentKind{AttachedPhoto, AttachedVoice, AttachedVideo, AttachedAudio, AttachedDocument} {
		limit, ok := r.limit(kind)
		if !ok {
			continue
		}
		of := "any type"
		if limit.Types != nil {
			of = strings.Join(limit.Types, ", ")
		}
		parts = append(parts, string(kind)+" ("+of+", "+megabytes(limit.Max)+")")
	}
	return strings.Join(parts, "; ")
}
