/// The OpenAPI document of the spend verbs.
package let spendDocument = "{}"
