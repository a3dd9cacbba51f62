package io.isobar.api;

import io.isobar.journal.DataFolder;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiProperties.class)
class ApiConfiguration {

    @Bean
    FilterRegistrationBean<Filter> apiAccess(ApiProperties properties) {
        ApiAccess access = new ApiAccess(properties.token());
        FilterRegistrationBean<Filter> filter =
                new FilterRegistrationBean<>((request, response, chain) -> pass(access, request, response, chain));
        filter.addUrlPatterns("/api/*");
        return filter;
    }

    /** A metakey may hold a slash: {@code /api/metadata/site%2F42}. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashes() {
        return server -> server.addConnectorCustomizers(
                connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
    }

    /** Where its files are removed with all others of this service: in the folder for temporary ones it leaves them, each time. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> filesOfTheServer(DataFolder data) {
        return server -> server.setBaseDirectory(data.path().resolve("tomcat").toFile());
    }

    private static void pass(ApiAccess access, ServletRequest in, ServletResponse out, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) in;
        HttpServletResponse response = (HttpServletResponse) out;
        switch (access.decide(
                request.getRemoteAddr(),
                request.getServerName(),
                request.getHeader("Origin"),
                request.getHeader("Authorization"))) {
            case GRANTED -> chain.doFilter(request, response);
            case UNAUTHORIZED -> {
                response.setHeader("WWW-Authenticate", "Bearer");
                refuse(response, 401, "a bearer token is wanted, see isobar.api.token");
            }
            case FORBIDDEN -> refuse(response, 403, "only for this machine, unless isobar.api.token is set");
        }
    }

    private static void refuse(HttpServletResponse response, int status, String why) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getWriter().write("{\"error\":\"" + why + "\"}");
    }
}
