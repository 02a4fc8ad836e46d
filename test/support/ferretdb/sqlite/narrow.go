package sqlite

import (
	"fmt"
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

// Says in SQL what it can of a filter, so that not every document of a collection is read: FerretDB 1.24 does so for `{_id: …}` alone. What
// comes is filtered by FerretDB itself, as ever.
func narrow(filter *types.Document) (string, []any) {
	var conditions []string
	var args []any
	for _, field := range filter.Keys() {
		if strings.HasPrefix(field, "$") || strings.ContainsAny(field, `."\`) {
			continue
		}
		wants := must.NotFail(filter.Get(field))
		of := fmt.Sprintf(`%s->%q`, metadata.DefaultColumn, field) // as FerretDB writes it in its indexes
		if texts := wanted(wants); len(texts) > 0 {
			condition := fmt.Sprintf(`%s IN (?%s)`, of, strings.Repeat(", ?", len(texts)-1))
			if field != "_id" { // an array, whose text begins so, may hold what is wanted
				condition = fmt.Sprintf(`(%s OR (%[2]s >= '[' AND %[2]s < '\'))`, condition, of)
			}
			conditions = append(conditions, condition)
			args = append(args, texts...)
		} else if isBounded(wants) {
			conditions = append(conditions, of+` IS NOT NULL`)
		}
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// The texts, as they are stored, one of which the field must be or hold; none where it may be anything else.
func wanted(condition any) []any {
	operators, ok := condition.(*types.Document)
	if !ok {
		return storedTexts(condition)
	}
	if equal, err := operators.Get("$eq"); err == nil {
		return storedTexts(equal)
	}
	some, _ := operators.Get("$in")
	if all, ok := some.(*types.Array); ok {
		values := make([]any, all.Len())
		for at := range values {
			values[at] = must.NotFail(all.Get(at))
		}
		return storedTexts(values...)
	}
	return nil
}

// None where one is not a text.
func storedTexts(values ...any) []any {
	var texts []any
	for _, value := range values {
		if _, ok := value.(string); !ok {
			return nil
		}
		texts = append(texts, string(must.NotFail(sjson.MarshalSingleValue(value))))
	}
	return texts
}

// Whether nothing fits that is not there.
func isBounded(condition any) bool {
	operators, _ := condition.(*types.Document)
	for _, name := range []string{"$lt", "$lte", "$gt", "$gte"} {
		if bound, err := operators.Get(name); err == nil && bound != types.Null {
			return true
		}
	}
	return false
}
